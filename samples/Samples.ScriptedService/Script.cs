using System.Globalization;
using System.Text.RegularExpressions;

namespace Samples.ScriptedService;

/// <summary>What is said to a request. It depends on the request alone, so that a run that goes on hears the same again.</summary>
internal static partial class Script
{
    private static readonly string[] s_verbs = ["repair", "clean", "choose", "store", "explain", "measure", "replace", "paint", "sell", "compare", "plan",
        "teach", "borrow", "carry", "name", "cancel"];
    private static readonly string[] s_kinds = ["old", "cheap", "heavy", "borrowed", "noisy", "broken", "tiny", "foreign", "wooden", "rusty", "shared", "new",
        "empty", "frozen", "spare", "local"];
    private static readonly string[] s_things = ["bicycle", "server", "garden", "contract", "violin", "kitchen", "report", "bridge", "tent", "database",
        "lamp", "recipe", "engine", "letter", "printer", "aquarium"];
    private static readonly string[] s_times = ["winter", "the exam", "my move", "a wedding", "the audit", "the holidays", "dinner", "a long trip", "the sale",
        "spring", "the visit", "a storm", "my shift", "the concert", "the deadline", "breakfast"];

    public static string Reply(string asked, string request)
    {
        var random = new Random(Hash(request));
        if (asked.StartsWith("Imagine you are an evaluator", StringComparison.Ordinal)) return "ABC"[random.Next(3)].ToString();
        if (Keywords().Match(asked) is { Success: true } keywords)
            return List(keywords, i => $"{s_kinds[i % 16]} {s_things[((i / 16) + random.Next(16)) % 16]}s");
        if (Questions().Match(asked) is { Success: true } questions)
            return List(questions, _ => $"{Question(random)} It is about {questions.Groups[2].Value}.");
        if (More().Match(asked) is { Success: true } more) return List(more, _ => Question(random));
        string[] domains = [.. Domain().Matches(asked).Select(d => d.Groups[1].Value).Distinct()];
        return Author().Match(asked) is { Success: true } author
            ? List(author, i => domains.Length == 0 ? Question(random) : $"[{domains[i % domains.Length]}] {Question(random)}")
            : Question(random);
    }

    private static string Question(Random random)
    {
        string Of(string[] words) => words[random.Next(words.Length)];
        return random.Next(3) switch
        {
            0 => $"How do I {Of(s_verbs)} a {Of(s_kinds)} {Of(s_things)} before {Of(s_times)}?",
            1 => $"My {Of(s_kinds)} {Of(s_things)} failed after {Of(s_times)}, should I {Of(s_verbs)} it or {Of(s_verbs)} it?",
            _ => $"Who would {Of(s_verbs)} a {Of(s_things)} that is {Of(s_kinds)} and {Of(s_kinds)} for {Of(s_times)}?",
        };
    }

    private static string List(Match wanted, Func<int, string> line) => string.Join('\n',
        Enumerable.Range(0, int.Parse(wanted.Groups[1].Value, CultureInfo.InvariantCulture)).Select(i => $"{i + 1}. {line(i)}"));

    /// <summary>FNV-1a: .NET's own hash of a text differs from process to process.</summary>
    private static int Hash(string text) => unchecked((int)text.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u));

    [GeneratedRegex(@"^List (\d+) keywords")]
    private static partial Regex Keywords();

    [GeneratedRegex("^Write (\\d+) questions about \"([^\"]+)\"")]
    private static partial Regex Questions();

    [GeneratedRegex(@"^Write (\d+) more in the same form")]
    private static partial Regex More();

    [GeneratedRegex(@"Come up with a set of (\d+) questions")]
    private static partial Regex Author();

    [GeneratedRegex(@"=== Domain: (\w+) ===")]
    private static partial Regex Domain();
}
