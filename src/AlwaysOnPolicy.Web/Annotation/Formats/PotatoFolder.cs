using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Storage;

namespace AlwaysOnPolicy.Web.Annotation.Formats;

/// <summary>A task for Potato (potatoannotator.com) with its annotation type <c>pairwise</c>, and what its raters said.</summary>
internal static class PotatoFolder
{
    private const string Output = "annotation_output", State = "user_state.json", Selection = "selection", Tie = "tie";

    public static void Write(AnnotationStore store, string folder) => Durable.WriteFolder(folder, place =>
    {
        var (settings, items) = (store.Settings, store.Items().Where(i => !i.IsCheck).ToArray());
        Directory.CreateDirectory(Path.Combine(place, "data"));
        File.WriteAllText(Path.Combine(place, "config.yaml"), Config(settings));
        File.WriteAllLines(Path.Combine(place, "data", "items.jsonl"), items.Select(item =>
        {
            var (a, b) = OtherTools.Shown(settings, item);
            return JsonSerializer.Serialize(new { Id = OtherTools.NameOf(item), Prompt = item.Question, Responses = new[] { a, b } }, ArtifactJson.Compact);
        }));
        var byId = items.ToDictionary(i => i.Id, StringComparer.Ordinal);
        foreach (var rater in store.Rated().Where(r => r.Kind == TaskKind.Item && r.Preference != Preference.Failed).GroupBy(r => r.Rater))
        {
            var own = Path.Combine(place, Output, rater.Key);
            Directory.CreateDirectory(own);
            File.WriteAllText(Path.Combine(own, State), UserState(settings, rater.Key, [.. rater.Select(r => (byId[r.Id], r.Preference))]).ToJsonString(
                ArtifactJson.Indented));
        }
    });

    /// <param name="place">The task's folder, or the one in it that holds a folder for each rater.</param>
    /// <exception cref="DataException">No rater's file is there, or one cannot be read.</exception>
    public static IEnumerable<ImportedVerdict> Read(AnnotationStore store, string place)
    {
        string[] files = Directory.Exists(place) ? Directory.GetFiles(place, State, SearchOption.AllDirectories) : [];
        if (files.Length == 0) throw new DataException($"'{place}' holds no {State} in any folder: name the folder that Potato's config.yaml calls " +
            "output_annotation_dir, or the one above it.");
        var items = OtherTools.ByName(store);
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var (rater, labels) = Labels(file);
            foreach (var (instance, word) in labels)
                if (OtherTools.Read(store.Settings, items, rater, instance, word, null, file) is { } verdict) yield return verdict;
        }
    }

    /// <summary>Labels are pairs of (schema, name) and a value, or in other versions records within records.</summary>
    private static (string Rater, List<(string Instance, string Word)> Labels) Labels(string file)
    {
        try
        {
            var state = JsonNode.Parse(File.ReadAllText(file))!;
            var found = new List<(string, string)>();
            foreach (var (instance, labels) in state["instance_id_to_label_to_value"]?.AsObject() ?? [])
            {
                var word = labels switch
                {
                    JsonArray pairs => pairs.FirstOrDefault(p => p![0]!["schema"]!.GetValue<string>() == OtherTools.Question
                        && p[0]!["name"]!.GetValue<string>() == Selection)?[1],
                    _ => labels?[OtherTools.Question]?[Selection],
                };
                if (word is not null) found.Add((instance, word.GetValue<string>()));
            }
            return (state["user_id"]?.GetValue<string>() ?? Path.GetFileName(Path.GetDirectoryName(file)!), found);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or ArgumentOutOfRangeException)
        {
            throw new DataException($"'{file}' is not as Potato writes it: {e.Message}", e);
        }
    }

    private static JsonObject UserState(AnnotationSettings settings, string rater, IReadOnlyList<(AnnotationItem Item, Preference Preference)> rated)
    {
        JsonArray Label(AnnotationItem item, Preference preference) => [new JsonArray(
            new JsonObject { ["schema"] = OtherTools.Question, ["name"] = Selection }, OtherTools.Word(settings, item, preference, Tie))];
        return new()
        {
            ["user_id"] = rater,
            ["instance_id_ordering"] = new JsonArray([.. rated.Select(r => (JsonNode)OtherTools.NameOf(r.Item))]),
            ["current_instance_index"] = rated.Count - 1,
            ["current_phase_and_page"] = new JsonArray("annotation", "annotation"),
            ["completed_phase_and_pages"] = new JsonArray(),
            ["max_assignments"] = -1,
            ["instance_id_to_behavioral_data"] = new JsonObject(),
            ["instance_id_to_label_to_value"] = new JsonObject(rated.Select(r =>
                KeyValuePair.Create(OtherTools.NameOf(r.Item), (JsonNode?)Label(r.Item, r.Preference)))),
            ["instance_id_to_span_to_value"] = new JsonObject(),
            ["phase_to_page_to_label_to_value"] = new JsonObject(),
            ["phase_to_page_to_span_to_value"] = new JsonObject(),
        };
    }

    private static string Config(AnnotationSettings settings) => $"""
        annotation_task_name: Which response is more helpful?
        task_dir: .
        output_annotation_dir: {Output}/
        data_files:
          - data/items.jsonl
        item_properties:
          id_key: id
          text_key: prompt
        user_config:
          allow_all_users: true
          users: []
        annotation_schemes:
          - annotation_type: pairwise
            name: {OtherTools.Question}
            description: {JsonSerializer.Serialize(settings.Instructions ?? Instructions.Paper)}
            mode: binary
            items_key: responses
            show_labels: true
            labels: ["Response A", "Response B"]
            allow_tie: true
            tie_label: Both are equal
            sequential_key_binding: true
            label_requirement:
              required: true

        """;
}
