namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>A reward model of the bench.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Folder">A HuggingFace folder, or the owner/name of one that was fetched.</param>
/// <param name="TrainedOnBench">True where the user knows that the model was trained on the bench's pairs.</param>
public sealed record BenchModel(string Name, string Folder, bool TrainedOnBench = false)
{
    /// <summary>What the table calls it.</summary>
    public string Name { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(Name);

    /// <summary>A HuggingFace folder, or the owner/name of one that was fetched.</summary>
    public string Folder { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(Folder);
}
