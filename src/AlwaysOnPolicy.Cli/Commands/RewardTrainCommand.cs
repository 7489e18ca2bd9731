using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Experiments.RewardTraining;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop reward train</c>: a reward model from preference pairs; the same command goes on with a training that was stopped.</summary>
internal static class RewardTrainCommand
{
    private static readonly RewardTrainSettings s_defaults = new() { Model = "", Pairs = [] };
    private static readonly OptionNames s_names = new([.. PairOptions.FormatNames, ("sampling.max_new_tokens", "--max-answer-tokens"),
        ("PromptFormatOptions.MaxPromptTokens", "--max-prompt-tokens"), ("RewardTrainSettings.HeldOutPairs", "--held-out"),
        ("RewardTrainSettings.MaxAnswerTokens", "--max-answer-tokens"), ("ComputeSettings.EpochCheckpointSteps", "--checkpoint-steps"),
        ("ComputeSettings.CheckpointSeconds", "--checkpoint-seconds"), .. TrainingOptions.Names]);

    public static Command Create()
    {
        var model = new Option<string>("--model")
        {
            HelpName = "model",
            Description = "A language model (GPT-2, Llama, Mistral, Gemma, Qwen2) or a DeBERTa, " +
            "on which a new head is set, or a reward model of these, which is trained on: a HuggingFace folder, or the owner/name of one that was fetched.",
            Required = true
        };
        var pairs = new PairOptions(perQuestion: null);
        var heldOut = new Option<int?>("--held-out")
        {
            HelpName = "number",
            Description = "Pairs to hold out, which share no question or post with the rest; " +
            "a tenth unless given."
        };
        var heldOutPairs = new Option<string[]>("--held-out-pairs")
        {
            HelpName = "file[:format]",
            Description = "Files of their own to measure on; what asks the same leaves the training pairs.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true
        };
        var folder = new Option<string>("--out")
        {
            HelpName = "folder",
            Description = "The run's folder; the models are in best/ and last/ there.",
            DefaultValueFactory = _ => Path.Combine("runs", "reward")
        };
        var training = new TrainingOptions();
        var template = new Option<string>("--template")
        {
            HelpName = "text",
            Description = "Prompt: \"chat\" for the model's own chat template, or a text " +
            "with {question} in it. It is kept beside the weights. A DeBERTa reads question and answer as a pair.",
            DefaultValueFactory = _ =>
            PromptFormatOptions.Chat
        };
        var promptTokens = new Option<int>("--max-prompt-tokens")
        {
            HelpName = "number",
            Description = "Longest prompt; a longer dialogue loses its oldest " +
            "turns, a longer question its end.",
            DefaultValueFactory = _ => s_defaults.Format.MaxPromptTokens
        };
        var answerTokens = new Option<int>("--max-answer-tokens")
        {
            HelpName = "number",
            Description = "Longest answer; a longer one loses its end.",
            DefaultValueFactory = _ => s_defaults.MaxAnswerTokens
        };
        var saved = SavedTypeOption.Create("own keeps the type of the model's folder, such as bfloat16; accuracies are those of float32");
        var dtype = DtypeOption.Create();
        var recompute = new Option<bool>("--gradient-checkpointing")
        {
            Description = "Keeps less of a decoder's activations and computes them again: less memory for a third more arithmetic."
        };
        var seed = new Option<int>("--seed")
        {
            HelpName = "number",
            Description = "Of the head, the split and the order of the pairs.",
            DefaultValueFactory = _ => 1
        };
        var checkpoints = new Option<int>("--checkpoint-steps")
        {
            HelpName = "number",
            Description = "Steps between two checkpoints, besides those after " +
            "each epoch; 0 makes no others.",
            DefaultValueFactory = _ => s_defaults.Compute.EpochCheckpointSteps
        };
        var checkpointSeconds = new Option<int>("--checkpoint-seconds")
        {
            HelpName = "number",
            Description = "Seconds after which a checkpoint is made however few steps there were since the last; 0 goes by steps alone.",
            DefaultValueFactory = _ => s_defaults.Compute.CheckpointSeconds
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Checks the model, the pairs and lengths, and lists the stages without running them." };
        var force = ForceOption.Create();
        var command = new Command("train",
            "Trains a reward model on pairs of answers (Bradley-Terry) and measures it on held-out pairs after each epoch. Running again goes on where it " +
            "was stopped.\n\n" +
            "Examples: aop reward train --model openai-community/gpt2-medium --template \"Q: {question} A:\" --pairs \"shp/*/train.json:shp\" --per-question " +
            "5\n" +
            "          aop reward train --model models/smollm2 --pairs hh/train.jsonl.gz:hh_rlhf --held-out-pairs hh/test.jsonl.gz:hh_rlhf --centering 0.01")
            { model };
        pairs.AddTo(command);
        foreach (var option in new Option[] { heldOut, heldOutPairs, folder }) command.Options.Add(option);
        training.AddTo(command);
        foreach (var option in new Option[] { template, promptTokens, answerTokens, saved, dtype, recompute, seed, checkpoints, checkpointSeconds, dryRun,
            force })
            command.Options.Add(option);
        command.SetAction((parsed, cancel) => s_names.SayAsync(async () =>
        {
            var settings = new RewardTrainSettings
            {
                Model = parsed.GetValue(model)!,
                Pairs = pairs.Read(parsed),
                HeldOut = pairs.Read(parsed, parsed.GetValue(heldOutPairs)!, "--held-out-pairs"),
                HeldOutPairs = parsed.GetValue(heldOut),
                Training = training.Read(parsed),
                Format = new PromptFormatOptions { Template = parsed.GetValue(template)!, MaxPromptTokens = parsed.GetValue(promptTokens) },
                MaxAnswerTokens = parsed.GetValue(answerTokens),
                SavedType = SavedTypeOption.Read(parsed.GetValue(saved)),
                Compute = new()
                {
                    Dtype = DtypeOption.Read(parsed.GetValue(dtype)),
                    GradientCheckpointing = parsed.GetValue(recompute),
                    EpochCheckpointSteps = parsed.GetValue(checkpoints),
                    CheckpointSeconds = parsed.GetValue(checkpointSeconds),
                },
                Seed = BenchArguments.Seed(parsed.GetValue(seed)),
            };
            var target = parsed.GetValue(folder)!;
            if (parsed.GetValue(dryRun))
                return DryRun.Print(RewardTrainPreflight.Look(settings, target), settings, () => RewardTrainRun.StagesOf(settings), target, s_names);
            var (result, best, last) = await ProgressDisplay.RunAsync(
                o => RewardTrainRun.RunAsync(settings, target, o, cancel, parsed.GetValue(force)), names: s_names);
            TrainingSummary.Print(result, best, last);
            return 0;
        }));
        return command;
    }

    /// <summary>The options of the training itself; their defaults and ranges are those of <see cref="RewardOptions"/>.</summary>
    private sealed class TrainingOptions
    {
        private static readonly RewardOptions s_defaults = new();

        public static IReadOnlyList<(string, string)> Names { get; } =
        [
            ("RewardOptions.Epochs", "--epochs"), ("RewardOptions.LearningRate", "--rate"), ("RewardOptions.BatchSize", "--batch"),
            ("RewardOptions.AccumulationSteps", "--accumulation"), ("RewardOptions.LengthWindow", "--length-window"),
            ("RewardOptions.WarmupSteps", "--warm-up"), ("RewardOptions.WeightDecay", "--weight-decay"), ("RewardOptions.MaxGradNorm", "--clip"),
            ("RewardOptions.Margin", "--margin"), ("RewardOptions.Centering", "--centering"),
        ];

        private readonly Option<int> _epochs = Number("--epochs", "Times through the pairs.", s_defaults.Epochs);
        private readonly Option<double> _rate = Number("--rate", "AdamW's learning rate after the warm-up; it falls to 0 at the end.", s_defaults.LearningRate);
        private readonly Option<int> _batch = Number("--batch", "Pairs a forward pass.", s_defaults.BatchSize);
        private readonly Option<int> _accumulation = Number("--accumulation", "Forward passes an optimizer step.", s_defaults.AccumulationSteps);
        private readonly Option<int> _window = Number("--length-window", "More than 1 puts pairs of like length together, within so many batches.",
            s_defaults.LengthWindow);
        private readonly Option<int> _warmUp = Number("--warm-up", "Steps in which the rate rises from 0.", s_defaults.WarmupSteps);
        private readonly Option<double> _decay = Number("--weight-decay", "Of AdamW.", s_defaults.WeightDecay);
        private readonly Option<double> _clip = Number("--clip", "Largest norm of the gradient.", s_defaults.MaxGradNorm);
        private readonly Option<double> _margin = Number("--margin", "How far ahead the preferred answer's reward should be, in every pair; a column " +
            "'margin' adds each pair's own.", s_defaults.Margin);
        private readonly Option<double> _centering = Number("--centering", "Weight of the squared sum of a pair's rewards, which draws them to 0 (TRL's " +
            "center_rewards_coefficient; 0.01 is common).", s_defaults.Centering);

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { _epochs, _rate, _batch, _accumulation, _window, _warmUp, _decay, _clip, _margin, _centering })
                command.Options.Add(option);
        }

        public RewardOptions Read(ParseResult parsed) => new()
        {
            Epochs = parsed.GetValue(_epochs),
            LearningRate = parsed.GetValue(_rate),
            BatchSize = parsed.GetValue(_batch),
            AccumulationSteps = parsed.GetValue(_accumulation),
            LengthWindow = parsed.GetValue(_window),
            WarmupSteps = parsed.GetValue(_warmUp),
            WeightDecay = parsed.GetValue(_decay),
            MaxGradNorm = parsed.GetValue(_clip),
            Margin = parsed.GetValue(_margin),
            Centering = parsed.GetValue(_centering),
        };

        private static Option<T> Number<T>(string name, string description, T value) =>
            new(name) { HelpName = "number", Description = description, DefaultValueFactory = _ => value };
    }
}
