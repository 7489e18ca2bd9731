using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>What a bench of a model measured. Seconds are medians over the steps; null is what the bench has not.</summary>
public sealed record SpeedLine
{
    /// <summary>ppo, sft, score or generate.</summary>
    public required string Bench { get; init; }

    /// <summary>The model, as it was named.</summary>
    public required string Model { get; init; }

    /// <summary>Numbers of the model.</summary>
    public required long Parameters { get; init; }

    /// <summary>float32 or bfloat16.</summary>
    public required string Dtype { get; init; }

    /// <summary>Whether blocks were computed again on the way back; null of benches that do not train.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? GradientCheckpointing { get; init; }

    /// <summary>Rank of the adapters that were trained, 0 for the model itself; null of benches that do not train.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? LoraRank { get; init; }

    /// <summary>Tokens to which queries were padded, or none.</summary>
    public required string Padding { get; init; }

    /// <summary>Tokens of each row's query.</summary>
    public required IReadOnlyList<int> QueryLengths { get; init; }

    /// <summary>Tokens that follow each query: drawn, demonstrated or scored.</summary>
    public required int NewTokens { get; init; }

    /// <summary>Torch's threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Steps that the medians are of.</summary>
    [JsonPropertyName("steps")] public required int StepCount { get; init; }

    /// <summary>Seconds of generation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? GenerateS { get; init; }

    /// <summary>Seconds of the trainer's step, or of a scoring.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? StepS { get; init; }

    /// <summary>Seconds of the whole step.</summary>
    public required double TotalS { get; init; }

    /// <summary>Seconds of the parts of the step, some of which are parts of others: own_forward and reference_forward of forward_pass; update_forward,
    /// backward and optimizer of optimize_step.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyDictionary<string, double>? Phases { get; init; }

    /// <summary>The most memory that was resident at once during generation and the inner parts, in MiB, in the step that does not count: it is the first, and
    /// later ones use again what it has freed. Null of other benches.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyDictionary<string, double>? PhasePeaksMib { get; init; }

    /// <summary>Drawn tokens a second of <see cref="TotalS"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? NewTokensPerSecond { get; init; }

    /// <summary>Tokens of the rows, padding not counted, a second of <see cref="TotalS"/>.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>10¹² floating-point operations of the products that the real tokens need, in all of a step.</summary>
    public required double Tflop { get; init; }

    /// <summary>10⁹ operations a second of the products [1024, C] × [C, 4C] and back at their best, in the same type on the same threads: the
    /// mean of before and after.</summary>
    public double GemmGflops => (GemmGflopsBefore + GemmGflopsAfter) / 2;

    /// <summary>The rate of matrix products before the bench, in 10⁹ floating-point operations a second.</summary>
    public required double GemmGflopsBefore { get; init; }

    /// <summary>The same after it.</summary>
    public required double GemmGflopsAfter { get; init; }

    /// <summary>The rate of the whole step over <see cref="GemmGflops"/>; 1 would be a step of nothing but such products.</summary>
    public double ShareOfGemm => Tflop * 1000 / TotalS / GemmGflops;

    /// <summary>What limits generation; null of other benches.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public GenerationLimit? Limit { get; init; }

    /// <summary>Most memory that was resident at once, in MiB, from when the model was there.</summary>
    public required double PeakRssMib { get; init; }

    /// <summary>Processor seconds of a step, all threads together: threads times <see cref="TotalS"/> where none waits.</summary>
    public required double ProcessorS { get; init; }
}
