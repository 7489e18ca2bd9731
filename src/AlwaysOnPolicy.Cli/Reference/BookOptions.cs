namespace AlwaysOnPolicy.Cli.Reference;

/// <summary>Which option stands for which setting of the commands without a settings file.</summary>
internal static class BookOptions
{
    private static readonly (string Setting, string Option)[] s_columns =
        [.. new[] { "id", "domain", "question", "chosen", "rejected", "margin" }.Select(c => ($"columns.{c}", $"--columns {c}=NAME"))];

    private static readonly (string Setting, string Option)[] s_format = [("format.template", "--template"),
        ("format.max_prompt_tokens", "--max-prompt-tokens")];

    public static IReadOnlyDictionary<string, string> RewardTraining { get; } = Of(
    [
        ("model", "--model"), .. Pairs("pairs", "--pairs"), .. Pairs("held_out", "--held-out-pairs"), ("held_out_pairs", "--held-out"),
        ("training.learning_rate", "--rate"), ("training.warmup_steps", "--warm-up"), ("training.batch_size", "--batch"),
            ("training.weight_decay", "--weight-decay"),
        ("training.accumulation_steps", "--accumulation"), ("training.length_window", "--length-window"), ("training.epochs", "--epochs"),
            ("training.max_grad_norm", "--clip"),
        ("training.margin", "--margin"), ("training.centering", "--centering"), .. s_format, ("max_answer_tokens", "--max-answer-tokens"),
            ("saved_type", "--saved-type"), ("compute.dtype", "--dtype"),
        ("compute.gradient_checkpointing", "--gradient-checkpointing"),
        ("seed", "--seed"), ("compute.epoch_checkpoint_steps", "--checkpoint-steps"), ("compute.checkpoint_seconds", "--checkpoint-seconds"),
    ]);

    public static IReadOnlyDictionary<string, string> RewardBench { get; } = Of(
    [
        ("models", "--models"), ("models[].name", "--models NAME=…"), ("models[].folder", "--models NAME=FOLDER"),
            ("models[].trained_on_bench", "--trained-on"),
        .. Pairs("pairs", "--pairs"), ("pairs_per_domain", "--per-domain"), ("seed", "--seed"), .. s_format, ("bfloat16", "--bfloat16"), ("into", "--into"),
            ("choose", "--choose"),
    ]);

    private static IEnumerable<(string, string)> Pairs(string setting, string option) =>
    [
        (setting, option), ($"{setting}[].path", $"{option} FILE"), ($"{setting}[].format", $"{option} FILE:FORMAT"),
            .. s_columns.Select(c => ($"{setting}[].{c.Setting}", c.Option)),
        ($"{setting}[].single_turn_only", "--single-turn"), ($"{setting}[].dialogue", "--final-turn"),
            ($"{setting}[].max_pairs_per_question", "--per-question"),
    ];

    private static Dictionary<string, string> Of(IEnumerable<(string Setting, string Option)> options) =>
        options.ToDictionary(o => o.Setting, o => o.Option, StringComparer.Ordinal);
}
