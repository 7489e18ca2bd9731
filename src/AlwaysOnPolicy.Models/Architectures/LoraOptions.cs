using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Low-rank adaptation (Hu et al. 2021) with the names and defaults of PEFT's LoraConfig. There is no dropout, here as everywhere.</summary>
public sealed record LoraOptions
{
    /// <summary>The word for every linear layer but the language-model head.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>Width of the bottleneck. PEFT: r.</summary>
    /// <value>dimensions</value>
    [Range(1, 4096)] public int Rank { get; init => field = OptionRange.Check(this, value); } = 8;

    /// <summary>What the layers add is scaled by alpha / rank. PEFT: lora_alpha.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)] public double Alpha { get; init => field = OptionRange.Check(this, value); } = 8;

    /// <summary>Linear layers that get an adapter, by the end of their names (c_attn, q_proj, mlp.c_proj), or all-linear alone. None takes PEFT's choice:
    /// c_attn of GPT-2, q_proj and v_proj of the others. PEFT: target_modules.</summary>
    public IReadOnlyList<string> TargetModules { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>Scales by alpha / √rank instead, which keeps large ranks learning (Kalajdzievski 2023). PEFT: use_rslora.</summary>
    public bool UseRslora { get; init; }

    internal double Scale => Alpha / (UseRslora ? Math.Sqrt(Rank) : Rank);
}
