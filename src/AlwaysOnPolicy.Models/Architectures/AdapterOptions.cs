using System.Globalization;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>All that PEFT's LoraConfig says of a LoRA's arithmetic; settings give its <see cref="Lora"/> alone.</summary>
internal sealed record AdapterOptions(LoraOptions Lora)
{
    /// <summary>target_modules where it is a text: a pattern for whole names, in place of a list.</summary>
    public string? TargetPattern { get; init; }

    /// <summary>exclude_modules: ends of names, or a pattern.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];
    public string? ExcludedPattern { get; init; }

    /// <summary>layers_to_transform: the blocks whose layers are meant by the ends of their names; none is all.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>layers_pattern: what the list of blocks may be called; none is anything.</summary>
    public IReadOnlyList<string> LayersPattern { get; init; } = [];

    /// <summary>rank_pattern and alpha_pattern: the first whose pattern fits the end of a layer's name counts.</summary>
    public IReadOnlyList<(string Pattern, int Rank)> Ranks { get; init; } = [];
    public IReadOnlyList<(string Pattern, double Alpha)> Alphas { get; init; } = [];

    /// <summary>modules_to_save: modules that are trained whole, by the ends of their names.</summary>
    public IReadOnlyList<string> ModulesToSave { get; init; } = [];
    public LoraBias Bias { get; init; }
    public bool UseDora { get; init; }

    /// <summary>ensure_weight_tying: a head that is the embedding stays so when either is adapted.</summary>
    public bool KeepsTie { get; init; }

    /// <summary>task_type SEQ_CLS: it was trained under a classifier's head, not a language model's.</summary>
    public bool IsClassifier { get; init; }

    /// <summary>The same for a trunk: what PEFT trains whole of a classifier's own, its head, is no part of it.</summary>
    public AdapterOptions OfTrunk() => this with { IsClassifier = false, ModulesToSave = [.. ModulesToSave.Where(m => m is not ("score" or "classifier"))] };

    public int RankOf(string layer) => Ranks.Where(r => IsEnd(r.Pattern, layer)).Select(r => (int?)r.Rank).FirstOrDefault() ?? Lora.Rank;

    public double ScaleOf(string layer)
    {
        var alpha = Alphas.Where(a => IsEnd(a.Pattern, layer)).Select(a => (double?)a.Alpha).FirstOrDefault() ?? Lora.Alpha;
        return (Lora with { Rank = RankOf(layer), Alpha = alpha }).Scale;
    }

    /// <summary>PEFT's check_target_module_exists.</summary>
    /// <param name="isPlain">Whether it is a linear layer and not the head, which the word for all of them leaves out.</param>
    public bool IsTarget(string layer, bool isPlain)
    {
        if (ExcludedPattern is { } pattern ? IsWhole(pattern, layer) : Excluded.Any(e => IsEndOf(e, layer))) return false;
        if (IsSaved(layer)) return false;
        if (TargetPattern is { } targets) return IsWhole(targets, layer);
        if (Lora.TargetModules.Contains(layer)) return true;
        return Lora.TargetModules.Any(t => t == LoraOptions.AllLinear ? isPlain : IsEndOf(t, layer)) && IsOfALayer(layer);
    }

    /// <summary>Whether a module, or one in which it lies, is trained whole.</summary>
    public bool IsSaved(string module) => ModulesToSave.Any(m => module.EndsWith(m, StringComparison.Ordinal)
        || module.Contains($"{m}.", StringComparison.Ordinal));

    private bool IsOfALayer(string layer)
    {
        if (Layers.Count == 0) return true;
        var patterns = LayersPattern.Count == 0 ? ["[^.]*"] : LayersPattern;
        var match = patterns.Select(p => Regex.Match(layer, $@"\A.*\.{p}\.(\d+)\.", RegexOptions.CultureInvariant, s_patience)).FirstOrDefault(m => m.Success);
        return match is not null && int.TryParse(match.Groups[^1].Value, CultureInfo.InvariantCulture, out var number) && Layers.Contains(number);
    }

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private static bool IsEndOf(string end, string name) => name == end || name.EndsWith($".{end}", StringComparison.Ordinal);

    private static bool IsEnd(string pattern, string name) => Regex.IsMatch(name, $@"\A(.*\.)?({pattern})\z", RegexOptions.CultureInvariant, s_patience);

    private static bool IsWhole(string pattern, string name) => Regex.IsMatch(name, $@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, s_patience);
}

/// <summary>Which biases an adapter trains beside its matrices.</summary>
internal enum LoraBias
{
    None,

    /// <summary>Those of the layers that have an adapter.</summary>
    LoraOnly,
    All,
}
