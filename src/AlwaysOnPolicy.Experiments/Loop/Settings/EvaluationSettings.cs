using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>What is measured at the end.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Answers sampled to each test question.</summary>
    /// <value>answers</value>
    [Range(1, 100)] public int Samples { get; init; } = 1;

    /// <summary>How many of them are judged: answer j of one arm against answer j of the other.</summary>
    /// <value>answers</value>
    [Range(1, 100)] public int JudgedSamples { get; init; } = 1;

    public JudgeSettings Judge { get; init; } = new();

    /// <summary>Questions of the report's side-by-side table.</summary>
    /// <value>questions</value>
    [Range(0, 100)] public int SampleAnswers { get; init; } = 6;
}
