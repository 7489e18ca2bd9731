using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;

namespace AlwaysOnPolicy.Models.Adapters;

/// <summary>adapter_config.json, as PEFT reads and writes it.</summary>
internal static class AdapterConfig
{
    /// <summary>Keys that are read here, or that change nothing once an adapter is trained (its dropout, how it began, where its base came from).</summary>
    private static readonly HashSet<string> s_understood = new(StringComparer.Ordinal)
    {
        "peft_type", "task_type", "r", "lora_alpha", "target_modules", "use_rslora", "bias", "init_lora_weights", "use_dora", "modules_to_save", "rank_pattern",
        "alpha_pattern", "exclude_modules", "layers_to_transform", "layers_pattern", "lora_dropout", "fan_in_fan_out", "inference_mode",
        "base_model_name_or_path",
        "revision", "auto_mapping", "peft_version", "megatron_core", "qalora_group_size", "runtime_config", "ensure_weight_tying", "eva_config",
    };

    private static readonly Dictionary<string, LoraBias> s_biases = new(StringComparer.Ordinal)
    {
        ["none"] = LoraBias.None,
        ["lora_only"] = LoraBias.LoraOnly,
        ["all"] = LoraBias.All
    };

    private const string LanguageModel = "CAUSAL_LM", Classifier = "SEQ_CLS";

    /// <summary>Starts that draw the adapter alone; the others leave the base with other weights.</summary>
    private static readonly HashSet<string> s_starts = new(["true", "false", "\"gaussian\"", "\"eva\"", "\"orthogonal\"", "\"mica\""], StringComparer.Ordinal);

    /// <exception cref="CheckpointException">An option is missing, or one is set that is not built here: it is named.</exception>
    public static AdapterOptions Read(string path)
    {
        var file = new ConfigFile(JsonFile.Read(path), path);
        var kind = file.Get<string>("peft_type");
        if (kind != "LORA") throw file.Wrong("peft_type", $"is '{kind}', which is not supported; supported: 'LORA'");
        file.Require("task_type", LanguageModel, LanguageModel, Classifier);
        file.Require("bias", "none", "none", "lora_only", "all");
        if (!ChangesNoWeights(file.Json["init_lora_weights"]))
            throw file.Wrong("init_lora_weights", $"is {file.Json["init_lora_weights"]!.ToJsonString()}: that start changes the base model's weights too, " +
                "which is not supported. Convert the adapter to a plain LoRA with PEFT (path_initial_model_for_weight_conversion)");
        foreach (var (key, value) in file.Json)
            if (!s_understood.Contains(key) && !IsUnset(value))
                throw file.Wrong(key, $"is {value!.ToJsonString()}, which is not supported. Merge the adapter into its model with PEFT (merge_and_unload)");
        var (targets, pattern) = AdapterTargets.NamesOrPattern(file, "target_modules");
        var (excluded, excludedPattern) = AdapterTargets.NamesOrPattern(file, "exclude_modules");
        var isAll = pattern?.Equals(LoraOptions.AllLinear, StringComparison.OrdinalIgnoreCase) == true;
        return new AdapterOptions(new LoraOptions
        {
            Rank = file.Size("r"),
            Alpha = file.Positive("lora_alpha", 8),
            UseRslora = file.Get("use_rslora", false),
            TargetModules = isAll ? [LoraOptions.AllLinear] : targets,
        })
        {
            TargetPattern = isAll ? null : pattern,
            Excluded = excluded,
            ExcludedPattern = excludedPattern,
            Layers = AdapterTargets.Numbers(file, "layers_to_transform"),
            LayersPattern = AdapterTargets.Patterns(file, "layers_pattern"),
            Ranks = [.. AdapterTargets.ByPattern(file, "rank_pattern").Select(r => (r.Pattern, r.Inner.Size(r.Pattern)))],
            Alphas = [.. AdapterTargets.ByPattern(file, "alpha_pattern").Select(a => (a.Pattern, a.Inner.Positive(a.Pattern, 0)))],
            ModulesToSave = AdapterTargets.Names(file, "modules_to_save"),
            Bias = s_biases[file.Get("bias", "none")],
            UseDora = file.Get("use_dora", false),
            KeepsTie = file.Get("ensure_weight_tying", false),
            IsClassifier = IsClassifier(path),
        };
    }

    /// <summary>Whether task_type says so, whatever else is there.</summary>
    public static bool IsClassifier(string path) => new ConfigFile(JsonFile.Read(path), path).Get("task_type", LanguageModel) == Classifier;

    /// <param name="name">Of the base model and its commit, as <see cref="AdapterBase"/> reads them.</param>
    public static JsonObject Write(LoraAdapter adapter, string? name, string? revision)
    {
        var (all, options) = (adapter.All, adapter.Options);
        return new JsonObject
        {
            ["alpha_pattern"] = new JsonObject(all.Alphas.Select(a => KeyValuePair.Create(a.Pattern, (JsonNode?)Number(a.Alpha)))),
            ["base_model_name_or_path"] = name,
            ["bias"] = s_biases.First(b => b.Value == all.Bias).Key,
            ["exclude_modules"] = NamesOrPattern(all.Excluded, all.ExcludedPattern),
            ["fan_in_fan_out"] = adapter.IsInputsFirst,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["layers_pattern"] = all.LayersPattern.Count == 0 ? null : Array(all.LayersPattern),
            ["layers_to_transform"] = all.Layers.Count == 0 ? null : new JsonArray([.. all.Layers.Select(l => (JsonNode)l)]),
            ["lora_alpha"] = Number(options.Alpha),
            ["lora_dropout"] = 0.0,
            ["modules_to_save"] = all.ModulesToSave.Count == 0 ? null : Array(all.ModulesToSave),
            ["peft_type"] = "LORA",
            ["r"] = options.Rank,
            ["rank_pattern"] = new JsonObject(all.Ranks.Select(r => KeyValuePair.Create(r.Pattern, (JsonNode?)r.Rank))),
            ["revision"] = revision,
            ["target_modules"] = options.TargetModules is [LoraOptions.AllLinear]
                ? LoraOptions.AllLinear : NamesOrPattern(options.TargetModules, all.TargetPattern),
            ["task_type"] = "CAUSAL_LM",
            ["use_dora"] = all.UseDora,
            ["use_rslora"] = options.UseRslora,
        };
    }

    private static JsonNode Number(double value) => value == Math.Floor(value) ? (long)value : value;

    private static JsonArray Array(IEnumerable<string> names) => new([.. names.Select(n => (JsonNode)n)]);

    private static JsonNode? NamesOrPattern(IReadOnlyList<string> names, string? pattern) => pattern is not null ? pattern : names.Count == 0
        ? null : Array(names);

    private static bool ChangesNoWeights(JsonNode? start) => start is null || s_starts.Contains(start.ToJsonString());

    private static bool IsUnset(JsonNode? value) => value?.ToJsonString() is null or "false" or "\"\"" or "{}" or "[]";
}
