using System.Text.Json.Nodes;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.ScoreBased;
using AlwaysOnPolicy.Prompts.Vanilla;

namespace AlwaysOnPolicy.Experiments.Loop.Pricing;

/// <summary>What the calls of a run will come to: authors, writer and judges ask a client that only counts, with the run's own questions and, where they are
/// there already, answers.</summary>
public sealed class RunForecast
{
    private const int AuthorCallsTried = 3, ComparisonsTried = 200, ReasoningWords = 120;
    private readonly ExperimentSettings _settings;
    private readonly ExperimentPlan _experiment;
    private readonly RunFolder _run;
    private readonly ForecastTexts _texts;
    private readonly PriceList _prices;

    private RunForecast(ExperimentSettings settings, ExperimentPlan experiment, RunFolder run) =>
        (_settings, _experiment, _run, _texts, _prices) = (settings, experiment, run, new(settings), PriceList.Load(settings.Chat.Prices));

    /// <summary>What the stages of an experiment will ask of language models.</summary>
    /// <param name="run">Where finished stages are looked for: they cost nothing more. It need not be there.</param>
    /// <returns>Empty where no language model is asked.</returns>
    /// <exception cref="SettingsException">The list of prices cannot be read.</exception>
    /// <exception cref="DataException">A file cannot be read.</exception>
    public static async Task<IReadOnlyList<StageForecast>> OfAsync(ExperimentSettings settings, ExperimentPlan experiment, RunFolder run,
        CancellationToken cancel)
    {
        var uses = ChatUse.In(settings);
        if (uses.Count == 0) return [];
        var forecast = new RunForecast(settings, experiment, run);
        var rows = new List<StageForecast>();
        foreach (var use in uses.DistinctBy(u => (u.Stage, u.Chat.Provider, u.Chat.Model)))
        {
            PlanNode[] open = [.. experiment.Plan.Nodes.Where(n => n.Id.Name == use.Stage && Asks(n, use) && !run.IsDone(n))];
            if (open.Length > 0) rows.Add(await forecast.RowAsync(use, open, cancel));
        }
        return rows;
    }

    private static bool Asks(PlanNode node, ChatUse use)
    {
        var input = JsonNode.Parse(node.InputJson)!;
        if (use.Local is not null) return input["local"] is not null;
        var chat = use.Stage switch
        {
            ChatStages.Author => input["author"]?["chat"],
            ChatStages.Judge => input["judge"]?["chat"],
            _ => input["chat"],
        };
        return chat?["model"]?.GetValue<string>() == use.Chat.Model;
    }

    private async Task<StageForecast> RowAsync(ChatUse use, PlanNode[] nodes, CancellationToken cancel)
    {
        var (low, expected, high) = (new Sum(), new Sum(), new Sum());
        foreach (var group in nodes.GroupBy(Known))
        {
            var usual = await CountAsync(use, group.First(), group.Key, AnswerLength.Usual, cancel);
            var isFixed = group.Key || use.Stage == ChatStages.Vanilla;      // the writer sees no answers
            var half = isFixed ? usual : await CountAsync(use, group.First(), group.Key, AnswerLength.Half, cancel);
            var full = isFixed ? usual : await CountAsync(use, group.First(), group.Key, AnswerLength.Full, cancel);
            var times = use.Stage == ChatStages.Author ? group.Sum(Share) : group.Count();
            low.Add(half, times);
            expected.Add(usual, times);
            high.Add(use.Stage == ChatStages.Judge ? full : full.WithMoreAsked(), times);
        }
        var price = _prices.Find(use.Chat.Provider, use.Chat.Model);
        if (use.Chat.Batch) price = price?.InBatch;
        return new(use.Stage, SettingsKey.WordOf(use.Chat.Provider), use.Chat.Model, nodes.Length, low.Of(price), expected.Of(price), high.Of(price));
    }

    /// <summary>Whether the answers that a stage shows are there already.</summary>
    private bool Known(PlanNode node) => AnswersOf(node) is { Count: 2 } answers ? answers.All(_run.Has) : ScoresOf(node) is { } scores && _run.Has(scores);

    private List<Artifact<AnswerSet>> AnswersOf(PlanNode node) => node.Id.Name != ChatStages.Judge ? [] :
        [.. node.Inputs.Select(i => _experiment.TestAnswers.Values.FirstOrDefault(a => a.Key == i.Key)).OfType<Artifact<AnswerSet>>()];

    private Artifact<ScoredSamples>? ScoresOf(PlanNode node) => node.Id.Name != ChatStages.Author ? null :
        node.Inputs.Select(i => _experiment.ProbeScores.Values.FirstOrDefault(a => a.Key == i.Key)).OfType<Artifact<ScoredSamples>>().LastOrDefault();

    /// <summary>An author's calls in parts of an iteration's: a gate has further candidates written.</summary>
    private double Share(PlanNode node) => JsonNode.Parse(node.InputJson)!["more"]?["size"] is { } size
        ? (size.GetValue<double>() / _settings.Loop.PromptsPerIteration()) - 1 : 1;

    private async Task<Sum> CountAsync(ChatUse use, PlanNode node, bool known, AnswerLength length, CancellationToken cancel) => use.Stage switch
    {
        ChatStages.Author => await AuthorAsync(known ? (await _run.ReadAsync(ScoresOf(node)!, cancel)).Samples : Samples(length), cancel),
        ChatStages.Judge => await JudgeAsync(known ? await AnswersAsync(AnswersOf(node), cancel) : Comparisons(length), use, cancel),
        _ => await WriterAsync(cancel),
    };

    private ScoredSample[] Samples(AnswerLength length) => [.. _texts.Data.Probe.Select((q, i) => new ScoredSample(q, _texts.Answer(i, length), 0.5))];

    private async Task<Sum> AuthorAsync(IReadOnlyList<ScoredSample> samples, CancellationToken cancel)
    {
        var (loop, calls) = (_settings.Loop, Math.Min(_settings.Loop.AuthorCalls, AuthorCallsTried));
        var client = new CountingClient(_texts.Tokens, call => List(loop.PromptsPerCall, i => $"[{Probe(i).Domain}] {Probe(i).Text} ({call})"));
        await new ChatAuthor(client).WriteAsync(new AuthorRequest(loop) { Samples = samples, AuthorCalls = calls, Seed = _settings.Seed }, cancel);
        return new Sum(client, (double)loop.AuthorCalls / calls);
    }

    private async Task<Sum> WriterAsync(CancellationToken cancel)
    {
        var (vanilla, data) = (_settings.Vanilla, _texts.Data);
        string[] domains = [.. data.Probe.Select(q => q.Domain).OfType<string>().Distinct()];
        var keywords = vanilla.Keywords is { } own ? KeywordFile.Read(KeywordFile.Input(own).Path, domains) : null;
        var asked = domains.Length - (keywords?.Count ?? 0);
        var client = new CountingClient(_texts.Tokens, call => call < asked ? List(vanilla.KeywordsPerDomain, i => $"daily subject {i}")
            : List(vanilla.QuestionsPerKeyword, i => $"{Probe(i).Text} ({call})"));
        await new QuestionWriter(client, vanilla.Asked!.Model, domains, vanilla.KeywordsPerDomain, vanilla.QuestionsPerKeyword, examples: data.FewShot,
            keywords: keywords)
            .WriteAsync(HeldOutQuestions.None, cancel);
        return new Sum(client, 1);
    }

    private Question Probe(int i) => _texts.Data.Probe[i % _texts.Data.Probe.Count];

    private static string List(int count, Func<int, string> line) =>
        string.Join('\n', Enumerable.Range(1, count).Select(i => $"{i}. {line(i).ReplaceLineEndings(" ")} {i}"));

    private async Task<Sum> JudgeAsync(IReadOnlyList<Comparison> comparisons, ChatUse use, CancellationToken cancel)
    {
        var judge = use.Judge!;
        var client = new CountingClient(_texts.Tokens, _ => judge.Reasoning ? string.Concat(Enumerable.Repeat("reason ", ReasoningWords)) + "\nA" : "A");
        Comparison[] tried = [.. comparisons.Take(ComparisonsTried)];
        await new ChatJudge(client, new ChatJudgeOptions(judge) { Name = use.Chat.Model }, _settings.Seed)
            .JudgeAsync(tried, cancel);
        return new Sum(client, (double)comparisons.Count / Math.Max(1, tried.Length));
    }

    private Comparison[] Comparisons(AnswerLength length) =>
    [
        .. from question in _texts.Data.Test.Select((q, i) => (Text: q, Number: i))
           from sample in Enumerable.Range(0, _settings.Evaluation.JudgedSamples)
           select new Comparison(question.Text, sample, _texts.Answer(2 * question.Number, length), true, _texts.Answer((2 * question.Number) + 1, length),
               true),
    ];

    private async Task<IReadOnlyList<Comparison>> AnswersAsync(List<Artifact<AnswerSet>> answers, CancellationToken cancel)
    {
        var (a, b) = (await _run.ReadAsync(answers[0], cancel), await _run.ReadAsync(answers[1], cancel));
        return [.. a.Answers.Zip(b.Answers).Where(p => p.First.Sample < _settings.Evaluation.JudgedSamples)
            .Select(p => new Comparison(p.First.Question, p.First.Sample, p.First.Answer, p.First.Ended, p.Second.Answer, p.Second.Ended))];
    }

    /// <summary>Calls and tokens.</summary>
    private sealed class Sum
    {
        // A reply that fell short is asked to be made up for: the conversation is sent again, and some of the list is new.
        private const double Added = 0.25;
        private double _calls, _input, _output;

        public Sum()
        {
        }

        /// <param name="scale">Where a part was tried.</param>
        public Sum(CountingClient client, double scale) =>
            (_calls, _input, _output) = (client.Calls * scale, client.Input * scale, client.Output * scale);

        public void Add(Sum other, double times)
        {
            _calls += other._calls * times;
            _input += other._input * times;
            _output += other._output * times;
        }

        public Sum WithMoreAsked() => new() { _calls = 2 * _calls, _input = (2 * _input) + _output, _output = (1 + Added) * _output };

        public CallForecast Of(ModelPrice? price)
        {
            var (input, output) = ((long)Math.Round(_input), (long)Math.Round(_output));
            return new((long)Math.Round(_calls), input, output, price?.Of(input, output));
        }
    }
}
