using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A bench's line, for people: a row a key, under the names that the line has in JSON, which say the units.</summary>
internal static class SpeedSummary
{
    public static void Print(JsonObject line)
    {
        foreach (var row in Rows(line, "")) System.Console.WriteLine(row);
    }

    private static IEnumerable<string> Rows(JsonObject line, string indent) => line.SelectMany(pair => pair.Value switch
    {
        JsonObject inner => Rows(inner, indent + "  ").Prepend($"{indent}{pair.Key}"),
        JsonArray list when list.All(x => x is JsonObject) => list.Select(x => indent + "  " + OneLine(x!.AsObject())).Prepend($"{indent}{pair.Key}"),
        var value => [$"{indent + pair.Key,-32}{Text(value)}"],
    });

    private static string OneLine(JsonObject item) => string.Join("  ", item.Select(p => $"{p.Key} {Text(p.Value)}"));

    private static string Text(JsonNode? value) => value switch
    {
        JsonArray list => string.Join(" ", list.Select(Text)),
        JsonValue v when v.GetValueKind() == JsonValueKind.Number => Number(v),
        _ => $"{value}",
    };

    private static string Number(JsonValue value) =>
        value.TryGetValue<double>(out var number) ? number.ToString("#,0.####", CultureInfo.InvariantCulture) : $"{value}";
}
