using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Tinker;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>Where the policy is trained and answers: here, or on a server that has the room for it.</summary>
public sealed record TrainerSettings
{
    /// <summary>Which of them.</summary>
    public TrainerKind Kind { get; init; }

    /// <inheritdoc cref="TinkerOptions"/>
    public TinkerOptions Tinker { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>The server; null trains here.</summary>
    internal TinkerOptions? Server => Kind == TrainerKind.Tinker ? Tinker : null;

    /// <summary>What a stage's key has of it in its name; null where it trains here. Addresses and patience are not in it.</summary>
    internal string? Numbers => Server is not { } server ? null : "tinker " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        JsonSerializer.Serialize(new { server.BaseModel, server.Rank, server.Reduction }))))[..16];

    /// <exception cref="SettingsException">Something is missing, or asks for what a server has not.</exception>
    internal void Check(PpoOptions ppo, SamplingOptions sampling, string? reference)
    {
        if (Server is not { } server) return;
        server.Check();
        TinkerPolicy.Check(ppo, sampling);
        if (reference is not null)
            throw new SettingsException("On a Tinker server the reference is TinkerOptions.BaseModel without its adapter: leave 'reference' out.");
    }
}
