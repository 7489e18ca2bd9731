using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Web.Annotation.Storage;

namespace AlwaysOnPolicy.Web.Annotation.Formats;

/// <summary>Records as Argilla (version 2) keeps them in JSON: a list of id, fields, responses.</summary>
internal static class ArgillaRecords
{
    /// <summary>The task without anybody's responses: Argilla knows its users by ids of its own.</summary>
    public static void Write(AnnotationStore store, string file)
    {
        var records = new JsonArray();
        foreach (var item in store.Items().Where(i => !i.IsCheck))
        {
            var (a, b) = OtherTools.Shown(store.Settings, item);
            records.Add((JsonNode)new JsonObject
            {
                ["id"] = OtherTools.NameOf(item),
                ["fields"] = new JsonObject { ["prompt"] = item.Question, ["response_a"] = a, ["response_b"] = b },
                ["metadata"] = new JsonObject(),
                ["suggestions"] = new JsonObject(),
                ["responses"] = new JsonObject(),
                ["vectors"] = new JsonObject(),
                ["_server_id"] = null,
            });
        }
        Durable.WriteText(file, records.ToJsonString(ArtifactJson.Indented) + "\n");
    }

    /// <summary>The answers to the question "preference".</summary>
    /// <exception cref="DataException">The file is no such list.</exception>
    public static IEnumerable<ImportedVerdict> Read(AnnotationStore store, string file)
    {
        var items = OtherTools.ByName(store);
        var found = new List<ImportedVerdict?>();
        try
        {
            foreach (var record in JsonNode.Parse(File.ReadAllText(file))!.AsArray())
                foreach (var response in record!["responses"]?[OtherTools.Question]?.AsArray() ?? [])
                    found.Add(OtherTools.Read(store.Settings, items, response!["user_id"]!.GetValue<string>(), record["id"]!.GetValue<string>(),
                        response["value"]!.GetValue<string>(), null, file));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new DataException($"'{file}' is no list of records as Argilla's to_json writes it: {e.Message}", e);
        }
        return found.OfType<ImportedVerdict>();
    }
}
