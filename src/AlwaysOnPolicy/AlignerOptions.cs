using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy;

/// <summary>What all jobs of an <see cref="Aligner"/> share.</summary>
public sealed record AlignerOptions
{
    /// <summary>Torch threads, of the whole process; 0 leaves torch's own number, usually one a core.</summary>
    /// <value>threads</value>
    [Range(0, 256)] public int Threads { get; init => field = OptionRange.Check(this, value); }
}
