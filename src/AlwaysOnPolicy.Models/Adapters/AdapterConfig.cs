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
        "peft_type", "task_type", "r", "lora_alpha", "target_modules", "use_rslora", "bias", "init_lora_weights",
        "lora_dropout", "fan_in_fan_out", "inference_mode", "base_model_name_or_path", "revision", "auto_mapping", "peft_version", "megatron_core",
        "layers_pattern", "qalora_group_size", "runtime_config",
    };

    /// <exception cref="CheckpointException">An option is missing, or one is set that is not built here: it is named.</exception>
    public static LoraOptions Read(string path)
    {
        var file = new ConfigFile(JsonFile.Read(path), path);
        var kind = file.Get<string>("peft_type");
        if (kind != "LORA") throw file.Wrong("peft_type", $"is '{kind}', which is not supported; supported: 'LORA'");
        file.Require("task_type", "CAUSAL_LM", "CAUSAL_LM");
        file.Require("bias", "none", "none");
        if (!ChangesNoWeights(file.Json["init_lora_weights"]))
            throw file.Wrong("init_lora_weights", $"is {file.Json["init_lora_weights"]!.ToJsonString()}: that start changes the base model's weights too, " +
                "which is not supported. Convert the adapter to a plain LoRA with PEFT (path_initial_model_for_weight_conversion)");
        foreach (var (key, value) in file.Json)
            if (!s_understood.Contains(key) && !IsUnset(value))
                throw file.Wrong(key, $"is {value!.ToJsonString()}, which is not supported. Merge the adapter into its model with PEFT (merge_and_unload)");
        return new LoraOptions
        {
            Rank = file.Size("r"),
            Alpha = file.Positive("lora_alpha", 8),
            UseRslora = file.Get("use_rslora", false),
            TargetModules = Targets(file),
        };
    }

    /// <param name="name">Of the base model and its commit, as <see cref="AdapterBase"/> reads them.</param>
    public static JsonObject Write(LoraAdapter adapter, string? name, string? revision)
    {
        var options = adapter.Options;
        return new JsonObject
        {
            ["base_model_name_or_path"] = name,
            ["bias"] = "none",
            ["fan_in_fan_out"] = adapter.IsInputsFirst,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["lora_alpha"] = options.Alpha == Math.Floor(options.Alpha) ? (long)options.Alpha : options.Alpha,
            ["lora_dropout"] = 0.0,
            ["modules_to_save"] = null,
            ["peft_type"] = "LORA",
            ["r"] = options.Rank,
            ["revision"] = revision,
            ["target_modules"] = options.TargetModules is [LoraOptions.AllLinear]
                ? LoraOptions.AllLinear
                : new JsonArray([.. options.TargetModules.Select(t => (JsonNode)t)]),
            ["task_type"] = "CAUSAL_LM",
            ["use_dora"] = false,
            ["use_rslora"] = options.UseRslora,
        };
    }

    private static string[] Targets(ConfigFile file)
    {
        var node = file.Json["target_modules"];
        if (node is null) return [];
        if (node is JsonArray list && list.All(n => n is JsonValue v && v.TryGetValue<string>(out _))) return [.. list.Select(n => n!.GetValue<string>())];
        if (node is JsonValue value && value.TryGetValue<string>(out var word) && word == LoraOptions.AllLinear) return [word];
        throw file.Wrong("target_modules", $"is {node.ToJsonString()}; a list of names or '{LoraOptions.AllLinear}' is expected, patterns are not supported");
    }

    private static bool ChangesNoWeights(JsonNode? start) => start?.ToJsonString() is null or "true" or "false" or "\"gaussian\"";

    private static bool IsUnset(JsonNode? value) => value?.ToJsonString() is null or "false" or "\"\"" or "{}" or "[]";
}
