using System.CommandLine;
using System.Text.Json;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Learning.Measuring;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop bench</c>: how fast this machine trains, scores and generates, and how fast it could.</summary>
internal static class BenchCommand
{
    public const string Name = "bench";

    public const string Description =
        "Measures speed and memory on this machine, beside the rate of its matrix products. (Which reward model agrees with people is another question: " +
        "aop reward bench.)\n\nExamples: aop bench ppo --model gpt2 --dtype bfloat16 --threads 2 --json\n          aop bench gemm --model gpt2";

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create() => new(Name, Description)
    {
        OfModel("ppo", "A step of PPO: 16 prompts, 64 new tokens each, then 4 epochs of mini-batches of 8.", PpoSpeed.Run, trains: true),
        OfModel("sft", "A step of supervised fine-tuning: 8 rows of a query and 64 tokens.", SftSpeed.Run, trains: true),
        OfModel("score", "A reward model's scoring of 16 rows of a query and 64 tokens.", ScoreSpeed.Run),
        OfModel("generate", "Generation: 16 prompts, 64 new tokens each.", GenerateSpeed.Run),
        Gemm(),
    };

    private static Command OfModel(string name, string work, Func<SpeedOptions, CancellationToken, SpeedLine> run, bool trains = false)
    {
        var padding = new Option<string>("--padding")
        {
            HelpName = "tokens|none",
            Description = "Pads every query to so many tokens, which is to cost little; none pads to the longest.",
            DefaultValueFactory = _ => SpeedArguments.NoPadding
        };
        var queries = new Option<string>("--query-len")
        {
            HelpName = "tokens",
            Description = "Tokens of a query, or a range, such as 16..128, over which the rows are spread evenly.",
            DefaultValueFactory = _ => "16..128"
        };
        var recompute = new Option<bool>("--gradient-checkpointing")
        {
            Description = "Keeps the blocks' inputs alone for the way back and computes the rest again: less memory, more time."
        };
        var lora = new Option<int>("--lora") { HelpName = "rank", Description = "Trains adapters of this rank on all linear layers, and not the model." };
        var common = new SpeedArguments();
        var command = new Command(name, $"{work} Medians over the steps.\n\nExample: aop bench {name} --model gpt2 --query-len 16..128 --json");
        Option[] own = trains ? [recompute, lora, padding, queries] : [padding, queries];
        common.AddTo(command, own);
        command.SetAction((parsed, cancel) =>
        {
            var (shortest, longest) = SpeedArguments.Range(parsed.GetValue(queries)!);
            var line = run(common.Read(parsed) with
            {
                GradientCheckpointing = trains && parsed.GetValue(recompute),
                LoraRank = trains ? parsed.GetValue(lora) : 0,
                Padding = SpeedArguments.Padding(parsed.GetValue(padding)!),
                ShortestQuery = shortest,
                LongestQuery = longest,
            }, cancel);
            return Print(line, common.Json(parsed));
        });
        return command;
    }

    private static Command Gemm()
    {
        var common = new SpeedArguments();
        var command = new Command("gemm", "Matrix products of the model's widths with 1,024 rows, as in training, and 16, as in generation, in float32 and " +
            "bfloat16 unless --dtype names one; and reading of memory. The best and the median.\n\nExample: aop bench gemm --model gpt2 --threads 2");
        common.AddTo(command);
        command.SetAction((parsed, cancel) => Print(
            GemmSpeed.Run(common.Read(parsed), common.Dtype(parsed) is { } type ? [type] : Enum.GetValues<ComputeType>(), cancel), common.Json(parsed)));
        return command;
    }

    private static Task<int> Print<T>(T line, bool json)
    {
        if (json) System.Console.WriteLine(JsonSerializer.Serialize(line, s_json));
        else SpeedSummary.Print(JsonSerializer.SerializeToNode(line, s_json)!.AsObject());
        return Task.FromResult(0);
    }
}
