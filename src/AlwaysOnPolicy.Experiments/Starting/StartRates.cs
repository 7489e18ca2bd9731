namespace AlwaysOnPolicy.Experiments.Starting;

/// <summary>Learning rates to begin with. What suits a model of hundreds of millions of parameters hardly moves one of a few hundred thousand.</summary>
internal sealed record StartRates(double FineTuning, double Reward, double Ppo)
{
    /// <summary>On each line that has one.</summary>
    public const string Why = "a small model learns at rates that would spoil a large one";

    // 20 million numbers of 4 bytes.
    private const long SmallBytes = 80_000_000;

    /// <param name="folder">Of the model, with its weights.</param>
    /// <returns>Null where the defaults are right.</returns>
    public static StartRates? Of(string folder) =>
        Directory.EnumerateFiles(folder, "*.safetensors").Sum(f => new FileInfo(f).Length) is > 0 and < SmallBytes ? new(2e-3, 1e-3, 2e-4) : null;
}
