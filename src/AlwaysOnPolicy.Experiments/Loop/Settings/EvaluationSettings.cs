using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>What is measured at the end.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Files of answers to the test questions, such as another model's: each arm's last policy is judged against them.</summary>
    public IReadOnlyList<AnswersSettings> Against { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>Answers sampled to each test question.</summary>
    /// <value>answers</value>
    [Range(1, 100)] public int Samples { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>How many of them are judged: answer j of one arm against answer j of the other.</summary>
    /// <value>answers</value>
    [Range(1, 100)] public int JudgedSamples { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>By whose verdicts it is said who is ahead.</summary>
    public JudgeSettings Judge { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Whether each policy's answers are judged against the SFT policy's, too: the ranking over all iterations needs it, and it takes about as many
    /// comparisons again. Unless set: yes where judging costs nothing (<c>kind: gold</c> or <c>kind: reward</c>), no where a language model judges.</summary>
    public bool? AgainstSft { get; init; }

    /// <summary>As <see cref="AgainstSft"/> says, or where it says nothing, the judge's kind.</summary>
    internal bool ComparesWithSft => AgainstSft ?? Judge.Kind is not (JudgeKind.Chat or JudgeKind.Local);

    /// <summary>Test questions that the report has for reading and searching, with all arms' answers, those on which rewards or verdicts disagree
    /// most.</summary>
    /// <value>questions</value>
    [Range(0, 10_000)] public int SearchedAnswers { get; init => field = OptionRange.Check(this, value); } = 200;

    /// <summary>Judges of the same answers beside it: what they say, and how far each two agree. One that is added leaves the verdicts of the others
    /// alone.</summary>
    public IReadOnlyList<JudgeSettings> FurtherJudges { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>Questions of the report's side-by-side table.</summary>
    /// <value>questions</value>
    [Range(0, 100)] public int SampleAnswers { get; init => field = OptionRange.Check(this, value); } = 6;

    /// <summary>All judges with the settings that name them, the first the one that decides.</summary>
    internal IReadOnlyList<(JudgeSettings Judge, string Setting)> Judges() =>
        [(Judge, "evaluation.judge"), .. FurtherJudges.Select((judge, i) => (judge, $"evaluation.further_judges[{i}]"))];
}
