using AlwaysOnPolicy.Experiments.Answering;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Tests.PpoAlone;

namespace AlwaysOnPolicy.Experiments.Tests.Answering;

public sealed class AnswerRunTests : IDisposable
{
    private readonly SmallPpo _small = new();

    public void Dispose() => _small.Dispose();

    private AnswerSettings Settings => new()
    {
        Model = new(_small.At("model"), "{question} <sep>") { MaxPromptTokens = 23 },
        Prompts = new() { Path = _small.At("prompts.txt"), Format = DataFormat.Text },
        Sampling = _small.Settings.Sampling,
        BatchSize = 2,
    };

    private static List<AnswerLine> Run(AnswerSettings settings) => [.. AnswerRun.Run(settings, _ => { }, (_, _) => { }, default)];

    [Fact]
    public void Every_prompt_is_answered_in_the_files_order_and_the_same_again_whatever_the_batch()
    {
        var lines = Run(Settings);
        lines.Select(l => l.Question).ShouldBe(File.ReadAllLines(_small.At("prompts.txt")).Where(l => l.Length > 0));
        Run(Settings with { BatchSize = 5 }).ShouldBe(lines);
        Run(Settings with { Seed = 2 }).ShouldNotBe(lines);
    }

    [Fact]
    public void Several_answers_to_a_prompt_differ_by_their_number()
    {
        var lines = Run(Settings with { Samples = 2, MaxPrompts = 3 });
        lines.Select(l => l.Sample).ShouldBe([0, 1, 0, 1, 0, 1]);
        lines.Chunk(2).ShouldContain(pair => pair[0].Answer != pair[1].Answer);
    }

    [Fact]
    public void What_is_kept_is_not_answered_again_and_other_settings_take_none_of_it()
    {
        var (settings, kept) = (Settings with { Samples = 60, BatchSize = 64 }, _small.At("answers.unfinished"));
        List<AnswerLine> Go(AnswerSettings asked, List<string> notes, Action<int, int>? progress = null, CancellationToken cancel = default) =>
            [.. AnswerRun.Run(asked, notes.Add, progress ?? ((_, _) => { }), cancel, kept)];

        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Go(settings, [], (done, _) =>
        {
            if (done > 256) stop.Cancel();
        }, stop.Token));
        List<string> notes = [];
        Go(settings, notes).ShouldBe(Run(settings));
        notes.ShouldContain("It goes on after 256 of 300 answers, which were kept.");
        notes.Clear();
        Go(settings with { Seed = 2 }, notes).ShouldBe(Run(settings with { Seed = 2 }));
        notes.ShouldNotContain(n => n.Contains("were kept", StringComparison.Ordinal));
    }

    [Fact]
    public void Columns_of_the_users_naming_are_read_and_progress_is_told()
    {
        File.WriteAllText(_small.At("own.csv"), "nr,prompt\n7,why is puppy sore ?\n9,why is lease unfair ?\n");
        var told = new List<(int, int)>();
        var lines = AnswerRun.Run(Settings with
        {
            Prompts = new()
            {
                Path = _small.At("own.csv"),
                Format = DataFormat.Csv,
                Columns = new() { Id = "nr", Question = "prompt" }
            },
            BatchSize = 1
        },
            _ => { }, (done, of) => told.Add((done, of)), default).ToList();
        lines.Select(l => l.Id).ShouldBe(["7", "9"]);
        told.ShouldBe(told.Order());
        told[^1].ShouldBe((2, 2));
    }

    [Theory, InlineData("AnswerSettings.Samples"), InlineData("AnswerSettings.BatchSize"), InlineData("AnswerSettings.MaxPrompts"),
        InlineData("SamplingOptions.Temperature")]
    public void A_number_out_of_range_is_named(string named) => Should.Throw<SettingsException>(() => Run(named switch
    {
        "AnswerSettings.Samples" => Settings with { Samples = 0 },
        "AnswerSettings.BatchSize" => Settings with { BatchSize = 0 },
        "AnswerSettings.MaxPrompts" => Settings with { MaxPrompts = 0 },
        _ => Settings with { Sampling = new() { Temperature = 0 } },
    })).Message.ShouldContain(named);

    [Fact]
    public void A_conversation_keeps_what_was_said_until_it_is_to_forget()
    {
        using var talk = new ChatSession(Settings.Model, "--model", _small.Settings.Sampling, 1);
        using var other = new ChatSession(Settings.Model, "--model", _small.Settings.Sampling, 1);
        var first = talk.Say("why is puppy sore ?");
        other.Say("why is puppy sore ?").ShouldBe(first);
        talk.Say("kitten is itchy , any tips ?").ShouldBe(other.Say("kitten is itchy , any tips ?"));
        other.Forget();
        talk.Say("why is lease unfair ?");
        other.Say("why is lease unfair ?").ShouldNotBeNull();
    }
}
