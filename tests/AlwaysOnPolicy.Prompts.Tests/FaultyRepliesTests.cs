using System.Text.RegularExpressions;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.ScoreBased;
using AlwaysOnPolicy.Prompts.Tests.ScoreBased;
using AlwaysOnPolicy.Prompts.Vanilla;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Tests;

/// <summary>Both pipelines from the first request to the prompts, with a language model every second reply of which has a fault.</summary>
public sealed partial class FaultyRepliesTests
{
    private const int Calls = 4, PerCall = 6, Iterations = 2;
    private static readonly string[] s_domains = ["askbaking", "askphysics", "legaladvice", "pets"];
    private static readonly AuthorRequest s_request = new()
    {
        Samples = Quadruples.Of(20, [.. s_domains.Select((d, i) => (d, (double)i))]),
        AuthorCalls = Calls,
        PromptsPerCall = PerCall,
        Seed = 11,
        HeldOut = HeldOut(),
    };

    /// <param name="Reply">To a request for so many, given what a faultless one lists and what was listed before; an exception is thrown.</param>
    /// <param name="Author">How the notes of the score-based pipeline count the faults; # is how many replies had the fault, ## twice that.</param>
    /// <param name="Writer">How those of the vanilla pipeline do.</param>
    private sealed record Fault(Func<string[], string[], object> Reply, string Author, string Writer, bool InKeywords = true);

    private static readonly Dictionary<string, Fault> s_faults = new()
    {
        ["repeats within a list"] = new((fresh, _) => List([fresh[0], fresh[0].ToUpperInvariant(), fresh[0] + "?", .. fresh[3..]]),
            "## repeated entries", "## repeated entries"),
        ["repeats of an earlier reply"] = new((fresh, earlier) => List([.. earlier[..2], .. fresh[2..]]),
            "## repeated entries", "## questions repeated one of another keyword", InKeywords: false),
        ["a list that is too short"] = new((fresh, _) => List(fresh[..^1]), "# with too few new entries", "# with too few new entries"),
        ["a refusal"] = new((_, _) => "I'm sorry, but I cannot help with that.", "# without a list", "# without a list"),
        ["numbers without words"] = new((_, _) => "1.\n2.\n3.", "# without a list", "# without a list"),
        ["JSON that breaks off"] = new((_, _) => "{\"questions\": [\"How do I", "# without a list", "# without a list", InKeywords: false),
        ["an empty reply"] = new((_, _) => "", "# without an answer", "# without an answer"),
        ["thoughts alone"] = new((_, _) => "<think>\n1. What is weak here?", "# without an answer", "# without an answer"),
        ["an error of the service"] = new((_, _) => new HttpRequestException("connection refused"), "# errors", "# errors"),
        ["a question of the probe"] = new((fresh, _) => List(["WHAT IS the probe's first question", .. fresh[1..]]),
            "# prompts of the author were dropped because they ask what is held out: # probe questions",
            "# questions of the vanilla writer were dropped because they ask what is held out: # probe questions", InKeywords: false),
        ["a question of the test set"] = new((fresh, _) => List([.. fresh[1..], "Is this a test prompt?"]),
            "# prompts of the author were dropped because they ask what is held out: # test prompts",
            "# questions of the vanilla writer were dropped because they ask what is held out: # test prompts", InKeywords: false),
    };

    public static TheoryData<string> Faults => [.. s_faults.Keys];

    [Theory, MemberData(nameof(Faults))]
    public async Task The_score_based_pipeline_gives_exactly_its_number_of_new_prompts_and_counts_the_fault(string fault)
    {
        var model = new FaultyModel(s_faults[fault]);
        using var client = model.Client();
        var set = await new ChatAuthor(client).WriteAsync(s_request, default);
        ShouldBeNew(set.Prompts, Calls * PerCall);
        set.Calls.Count.ShouldBeGreaterThanOrEqualTo(Calls);
        ShouldBeCounted(set.Notes, s_faults[fault].Author, model.Faults);

        // The gate chooses from them, by answers that differ more the later a prompt comes.
        var kept = SpreadGate.Keep([.. set.Prompts.Select((p, i) => new GateCandidate(p.Id, [0, i]))], PerCall).Kept;
        kept.Select(k => k.PromptId).ShouldBe([.. set.Prompts.TakeLast(PerCall).Select(p => p.Id)], ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task The_vanilla_pipeline_gives_exactly_its_number_of_new_prompts_and_counts_the_fault(string fault)
    {
        var model = new FaultyModel(s_faults[fault]);
        using var client = model.Client();
        var written = await WriteAsync(client);
        ShouldBeCounted(written.Notes, s_faults[fault].Writer, model.Faults);

        var ranked = Author().Rank(written, HeldOut(), Calls, PerCall, Iterations, seed: 3, default);
        ranked.Prompts.Prompts.Count.ShouldBe(written.Questions.Count, "none of them is left out: the ranking has all");
        ranked.Prompts.Notes.Take(written.Notes.Count).ShouldBe(written.Notes);
        ShouldBeNew([.. ranked.Prompts.Prompts.Take(Calls * PerCall * Iterations)], Calls * PerCall * Iterations);
        ranked.Questions.Count(q => q.Order is null).ShouldBe(Calls * PerCall, "elimination goes down to an iteration's number");
    }

    [Fact]
    public async Task Where_faults_leave_too_few_both_pipelines_end_with_the_numbers_and_the_fault()
    {
        Fault copies = new((_, _) => List([.. Enumerable.Repeat("what is the probe's first question?", PerCall)]), "", "", InKeywords: false);
        using var always = new FaultyModel(copies) { Every = 1 }.Client();
        (await Should.ThrowAsync<AuthorException>(() => new ChatAuthor(always).WriteAsync(s_request, default))).Message
            .ShouldContain("prompts of the author were dropped because they ask what is held out");
        using var half = new FaultyModel(s_faults["a refusal"]).Client();
        var written = await WriteAsync(half);
        Should.Throw<AuthorException>(() => Author().Rank(written, HeldOut(), Calls, PerCall, 50, seed: 3, default)).Message
            .ShouldContain($"needs {Calls * PerCall * 50} prompts and there are {written.Questions.Count} questions");
    }

    private static Task<VanillaQuestions> WriteAsync(ScriptedChatClient client) =>
        new QuestionWriter(client, "scripted", s_domains, keywordsPerDomain: 4, questionsPerKeyword: 4, new() { Concurrency = 1 })
            .WriteAsync(HeldOut(), default);

    private static VanillaAuthor Author() => new((texts, _) => [.. texts.Select(Embed)], clusters: 3, components: 4);

    private static HeldOutQuestions HeldOut() =>
        new([new("probe questions", "What is the probe's first question?"), new("test prompts", "is this a test prompt")], new());

    private static float[] Embed(string text)
    {
        var random = SeededRandom.For(1, "test embedding", text);
        double[] row = [.. Enumerable.Range(0, 8).Select(_ => random.NextGaussian())];
        var length = Math.Sqrt(row.Sum(x => x * x));
        return [.. row.Select(x => (float)(x / length))];
    }

    private static void ShouldBeNew(IReadOnlyList<Question> prompts, int count)
    {
        prompts.Select(p => QuestionText.Key(p.Text)).Distinct().Count().ShouldBe(count);
        prompts.Count.ShouldBe(count);
        prompts.Select(p => p.Id).ShouldBeUnique();
        prompts.ShouldAllBe(p => HeldOut().FindText(p.Text) == null && p.Text.Length > 0);
    }

    private static void ShouldBeCounted(IReadOnlyList<string> notes, string counted, int faults)
    {
        faults.ShouldBeGreaterThan(1);
        string.Join("\n", notes).ShouldContain(counted.Replace("##", $"{2 * faults}").Replace("#", $"{faults}"));
    }

    private static string List(string[] entries) => string.Join('\n', entries.Select((e, i) => $"{i + 1}. {e}"));

    /// <summary>Lists what it is asked for, and no entry twice, but in every second reply.</summary>
    private sealed partial class FaultyModel(Fault fault)
    {
        private readonly List<string> _questions = [];
        private int _replies, _listed;

        public int Every { get; init; } = 2;

        /// <summary>How many replies had the fault.</summary>
        public int Faults { get; private set; }

        public ScriptedChatClient Client() => new((_, messages) =>
        {
            var asked = messages[^1].Text;
            var count = int.Parse(Number().Match(asked).Groups[1].Value);
            var keywords = asked.StartsWith("List ", StringComparison.Ordinal);
            string[] fresh = [.. Enumerable.Range(_listed, count).Select(i => $"How do I mend the thing number {i}?")];
            string[] earlier = [.. _questions];
            _listed += count;
            if (!keywords) _questions.AddRange(fresh);

            // A fault needs room, and repeats something that was listed before.
            if (_replies++ % Every != Every - 1 || count < 4 || (keywords && !fault.InKeywords) || earlier.Length < (fault.InKeywords ? 0 : 2))
                return List(fresh);
            Faults++;
            return fault.Reply(fresh, earlier) is Exception error ? throw error : (string)fault.Reply(fresh, earlier);
        });

        [GeneratedRegex(@"(?:^List|^Write|a set of) (\d+)")]
        private static partial Regex Number();
    }
}
