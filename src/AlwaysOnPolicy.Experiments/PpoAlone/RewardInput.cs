using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>A reward as a stage's input: a folder counts by its content, a scorer by its address, whatever stands behind it.</summary>
/// <param name="Source">As the settings have it.</param>
/// <param name="Model">The reward model's folder; null where it is none.</param>
/// <param name="Identity">What else decides the scores.</param>
internal sealed record RewardInput([property: NotInKey] RewardSource Source, InputFiles? Model, object Identity)
{
    /// <exception cref="CheckpointException">The reward model's folder is none.</exception>
    public static RewardInput Of(RewardSource source) => new(source, source.Model is { } folder ? ModelPlace.Of(folder, "reward.model") : null, source switch
    {
        { Model: not null } => new { source.Bfloat16 },
        { Scorer: { } scorer } => new { Scorer = scorer.Url },
        { Regex: { } pattern } => pattern,
        _ => source.Length!,
    });

    /// <summary>Loads or makes it.</summary>
    /// <param name="format">Of models trained here on a policy's trunk, which keep no form of their own.</param>
    /// <param name="tokenizer">The policy's.</param>
    public IRewardModel Open(PromptFormatOptions format, Tokenizer tokenizer) => Source.Open(Model?.CheckedPath(), format, tokenizer);

    /// <summary>For titles and facts.</summary>
    [NotInKey]
    public string Name => Source switch
    {
        { Model: { } folder } => $"reward model {ModelOrigin.NameOf(folder)}",
        { Scorer: { } scorer } => $"scorer {scorer.Url}",
        { Regex: { } pattern } => pattern.Count ? $"number of /{pattern.Pattern}/" : $"/{pattern.Pattern}/",
        _ => $"length {Source.Length!.Target} {Source.Length.Unit.ToString().ToLowerInvariant()}",
    };
}
