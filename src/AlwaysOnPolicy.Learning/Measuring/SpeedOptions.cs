using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>What work is timed.</summary>
public sealed record SpeedOptions
{
    /// <summary>One of <see cref="SpeedModel.Names"/>, whose weights are random, or a model's folder.</summary>
    public string Model { get; init => field = OptionNotNull.Check(value); } = SpeedModel.Tiny;

    /// <summary>Numbers in which the model's layers are multiplied.</summary>
    public ComputeType Dtype { get; init; }

    /// <summary>Training keeps the blocks' inputs alone and computes the rest again on the way back.</summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>Training moves adapters of this rank on all linear layers, and not the model; 0 moves the model.</summary>
    [Range(0, 4096)] public int LoraRank { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Queries are padded to so many tokens; 0 pads them to the longest.</summary>
    /// <value>tokens</value>
    [Range(0, int.MaxValue)] public int Padding { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Tokens of the first row's query; those of the others are spread evenly from here to <see cref="LongestQuery"/>.</summary>
    /// <value>tokens</value>
    [Range(1, int.MaxValue)] public int ShortestQuery { get; init => field = OptionRange.Check(this, value); } = 16;

    /// <summary>Tokens of the last row's query.</summary>
    /// <value>tokens</value>
    [Range(1, int.MaxValue)] public int LongestQuery { get; init => field = OptionRange.Check(this, value); } = 128;

    /// <summary>Threads of a torch operation; 0 leaves torch's own number.</summary>
    /// <value>threads</value>
    [Range(0, 4096)] public int Threads { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Steps that are timed, after one that is not.</summary>
    /// <value>steps</value>
    [Range(1, 1_000_000)] public int Steps { get; init => field = OptionRange.Check(this, value); } = 3;

    /// <summary>Rules between settings.</summary>
    /// <param name="positions">The model's.</param>
    /// <exception cref="SettingsException">A rule is broken.</exception>
    internal void Check(int positions)
    {
        if (Steps < 1) throw new SettingsException($"{Steps} steps cannot be timed: ask for 1 or more.");
        if (ShortestQuery < 1 || LongestQuery < ShortestQuery)
            throw new SettingsException($"Queries of {ShortestQuery} to {LongestQuery} tokens are none: give the shortest, 1 or more, and then the longest.");
        if (LoraRank < 0) throw new SettingsException($"Adapters of rank {LoraRank} are none: give 1 or more, or 0 to train the model.");
        if (Padding > 0 && Padding < LongestQuery)
            throw new SettingsException($"Queries of {LongestQuery} tokens cannot be padded to {Padding}: shorten them, or pad to more.");
        if (Math.Max(Padding, LongestQuery) + SpeedWork.NewTokens > positions)
            throw new SettingsException($"Queries of {Math.Max(Padding, LongestQuery)} tokens, padding included, and {SpeedWork.NewTokens} new ones are more " +
                $"than the model's {positions} positions: shorten the queries or the padding.");
    }
}
