using System.Globalization;

namespace AlwaysOnPolicy.Experiments.Importing;

/// <summary>TRL's PPO settings beside ours: PPOConfig of PPOTrainer (0.7 to 0.11; defaults of 0.7.11), and PPOv2Config of PPOv2Trainer (0.9 to 0.11; later
/// PPOConfig).</summary>
internal static class TrlKeys
{
    private const string Tracking = "for tracking alone", Device = "of torch's memory on the GPU", Computed = "worked out from the others",
        Hub = "nothing is pushed to the hub: the run's folder has the last policy and its checkpoints", Many = "one process: TRL counts batch_size for each";

    /// <summary>PPOConfig.</summary>
    public static IReadOnlyList<TrlKey> First { get; } =
    [
        new("exp_name", null, "name", ""),
        new("seed", "0", "seed", ""),
        new("steps", "20000", "steps", "TRL counts answers here: divided by batch_size") { Convert = (value, all) => Steps(value, all["batch_size"]) },
        new("model_name", null, "model", "owner/name or a folder; another name is not carried: give --model") { Convert = (value, _) => Model(value) },
        new("reward_model", null, "reward.model", "TRL keeps it for tracking; owner/name is carried, a pipeline is not: give --reward")
        {
            Convert = (value, _) => Model(value),
        },
        new("query_dataset", null, "prompts", "TRL keeps it for tracking, and it is no file: give --prompts") { Convert = (_, _) => null },
        new("learning_rate", "1.41e-05", "ppo.learning_rate", ""),
        new("adap_kl_ctrl", "true", "ppo.adaptive_kl", ""),
        new("init_kl_coef", "0.2", "ppo.init_kl_coef", ""),
        new("kl_penalty", "kl", "ppo.kl_penalty", ""),
        new("target", "6", "ppo.target", ""),
        new("horizon", "10000", "ppo.horizon", ""),
        new("gamma", "1", "ppo.gamma", ""),
        new("lam", "0.95", "ppo.lambda", ""),
        new("cliprange", "0.2", "ppo.clip_range", ""),
        new("cliprange_value", "0.2", "ppo.clip_range_value", ""),
        new("vf_coef", "0.1", "ppo.vf_coef", ""),
        new("batch_size", "128", "ppo.batch_size", ""),
        new("mini_batch_size", "128", "ppo.mini_batch_size", "forward_batch_size goes before it")
        {
            Convert = (value, all) => all.GetValueOrDefault("forward_batch_size") ?? value,
        },
        new("forward_batch_size", null, null, "its value is ppo.mini_batch_size, as in TRL") { IsQuiet = true },
        new("gradient_accumulation_steps", "1", "ppo.gradient_accumulation_steps", ""),
        new("ppo_epochs", "4", "ppo.ppo_epochs", ""),
        new("max_grad_norm", null, "ppo.max_grad_norm", "TRL limits the first update of a run alone, here every one (ppo.compatibility: trl as TRL)")
        {
            MayBeNull = true,
        },
        new("early_stopping", "false", "ppo.early_stopping", ""),
        new("target_kl", "1", "ppo.target_kl", ""),
        new("ratio_threshold", "10.0", "ppo.ratio_threshold", "skipped mini-batches make no step here (ppo.compatibility: trl as TRL)"),
        new("use_score_scaling", "false", "ppo.score_scaling", ""),
        new("use_score_norm", "false", "ppo.score_norm", "TRL reads it with use_score_scaling alone")
        {
            Convert = (value, all) => Is(all["use_score_scaling"], "true") ? value : "false",
        },
        new("score_clip", null, "ppo.score_clip", "") { MayBeNull = true },
        new("whiten_rewards", "false", "ppo.whiten_rewards", "padding gets no reward here (ppo.compatibility: trl as TRL)"),
        new("compare_steps", "1", null, Hub) { IsQuiet = true },
        new("push_to_hub_if_best_kwargs", null, null, Hub),
        new("log_with", null, null, "TensorBoard events are always in report/tensorboard"),
        new("task_name", null, null, Tracking),
        new("tracker_project_name", "trl", null, Tracking) { IsQuiet = true },
        new("tracker_kwargs", null, null, Tracking),
        new("accelerator_kwargs", null, null, "there is no accelerate here"),
        new("project_kwargs", null, null, "there is no accelerate here"),
        new("remove_unused_columns", "true", null, "columns that are not named are not read") { IsQuiet = true },
        new("optimize_cuda_cache", null, null, Device) { IsQuiet = true },
        new("optimize_device_cache", "false", null, Device) { IsQuiet = true },
        new("world_size", null, null, Many),
        new("is_encoder_decoder", null, null, "decoders alone are trained here"),
        new("is_peft_model", null, null, "for an adapter set ppo.lora"),
        new("backward_batch_size", null, null, Computed) { IsQuiet = true },
        new("global_backward_batch_size", null, null, Many) { IsQuiet = true },
        new("global_batch_size", null, null, Many) { IsQuiet = true },
        new("total_ppo_epochs", null, null, Computed) { IsQuiet = true },
    ];

    /// <summary>PPOv2Config.</summary>
    public static IReadOnlyList<TrlKey> Second { get; } =
    [
        new("exp_name", null, "name", ""),
        new("seed", "42", "seed", ""),
        new("total_episodes", null, "steps", "divided by the batch") { Convert = (value, all) => Steps(value, Batch("1", all)) },
        new("sft_model_path", "EleutherAI/pythia-160m", "model", "policy and reference") { Convert = (value, _) => Model(value) },
        new("reward_model_path", "EleutherAI/pythia-160m", "reward.model", "") { Convert = (value, _) => Model(value) },
        new("learning_rate", "5e-05", "ppo.learning_rate", ""),
        new("lr_scheduler_type", "linear", "ppo.final_fraction", "linear falls to 0, constant stays; others are not built")
        {
            Convert = (value, _) => value switch { "linear" => "0", "constant" or "constant_with_warmup" => "1", _ => null },
        },
        new("warmup_steps", "0", "ppo.warmup_steps", ""),
        new("kl_coef", "0.05", "ppo.init_kl_coef", "it does not move: ppo.adaptive_kl is false"),
        new("cliprange", "0.2", "ppo.clip_range", ""),
        new("vf_coef", "0.1", "ppo.vf_coef", ""),
        new("cliprange_value", "0.2", "ppo.clip_range_value", ""),
        new("gamma", "1.0", "ppo.gamma", ""),
        new("lam", "0.95", "ppo.lambda", ""),
        new("whiten_rewards", "false", "ppo.whiten_rewards", ""),
        new("num_ppo_epochs", "4", "ppo.ppo_epochs", ""),
        new("per_device_train_batch_size", "8", "ppo.mini_batch_size", "answers of a backward pass"),
        new("num_mini_batches", "1", "ppo.batch_size", "times per_device_train_batch_size and gradient_accumulation_steps") { Convert = Batch },
        new("gradient_accumulation_steps", "1", "ppo.gradient_accumulation_steps", ""),
        new("response_length", "53", "sampling.max_new_tokens", ""),
        new("temperature", "0.7", "sampling.temperature", "TRL's log-probabilities are taken at it too: set ppo.logprob_temperature likewise"),
        new("missing_eos_penalty", null, "ppo.missing_eos_penalty", ""),
        new("non_eos_penalty", "false", null, "TRL sets the score of an unfinished answer; ppo.missing_eos_penalty takes off from it") { IsQuiet = true },
        new("penalty_reward_value", "-1", null, "see non_eos_penalty") { IsQuiet = true },
        new("stop_token", null, null, "what ends an answer is the model's own"),
        new("stop_token_id", null, null, "sampling.eos_ids"),
        new("max_grad_norm", "1.0", null, "TrainingArguments' is not read by PPOv2Trainer; ppo.max_grad_norm limits") { IsQuiet = true },
        new("num_train_epochs", null, null, "total_episodes, or passes"),
        new("local_rollout_forward_batch_size", "64", null, "compute.batch_size is chosen by memory") { IsQuiet = true },
        new("num_sample_generations", "10", null, "samples.prompts are answered before and after") { IsQuiet = true },
        new("gradient_checkpointing", "false", "compute.gradient_checkpointing", ""),
        new("bf16", "false", null, "compute.dtype: bfloat16 is for products alone") { IsQuiet = true },
        new("fp16", "false", null, "there is no float16 here") { IsQuiet = true },
        new("output_dir", null, null, "--out of aop ppo") { IsQuiet = true },
        new("run_name", null, null, Tracking) { IsQuiet = true },
        new("report_to", null, null, "TensorBoard events are always in report/tensorboard") { IsQuiet = true },
        new("world_size", null, null, Many) { IsQuiet = true },
    ];

    /// <summary>Names that the second has and the first has not.</summary>
    public static IReadOnlyList<string> OfSecondAlone { get; } = ["num_ppo_epochs", "kl_coef", "total_episodes", "response_length", "num_mini_batches",
        "sft_model_path", "reward_model_path"];

    /// <summary>Settings that a file of the second has without a key of its own.</summary>
    public static IReadOnlyList<(string Ours, string Value)> AlsoOfSecond { get; } = [("ppo.adaptive_kl", "false")];

    public static bool Is(string? value, string word) => string.Equals(value, word, StringComparison.OrdinalIgnoreCase);

    /// <summary>A folder counts from where the command is, as an option of it would.</summary>
    private static string? Model(string value) => Directory.Exists(value) || Path.IsPathRooted(value) || value.StartsWith('.') ? Path.GetFullPath(value)
        : HubId.IsOwnerAndName(value) ? value : null;

    /// <returns>What is no number as it is, so that it is told; null where the batch is none, which its own key tells.</returns>
    private static string? Steps(string answers, string? batch) =>
        Number(answers) is not { } total ? answers : Number(batch) is > 0 and { } size ? Text(Math.Ceiling(total / size)) : null;

    private static string? Batch(string miniBatches, IReadOnlyDictionary<string, string?> all) =>
        Number(all.GetValueOrDefault("num_mini_batches") ?? miniBatches) is { } parts && Number(all["per_device_train_batch_size"]) is { } size
            && Number(all["gradient_accumulation_steps"]) is { } steps ? Text(parts * size * steps) : null;

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
