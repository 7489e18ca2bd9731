using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Experiments.Answering;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop chat</c>: a conversation with a model, or with two side by side.</summary>
internal static class ChatCommand
{
    public const string Name = "chat";

    public const string Description =
        $"A conversation with a model; what was said stays in mind. {Forget} begins another, {Leave} or the end of the input ends it. Lines may come " +
        "from a pipe.\n\n" +
        "Examples: aop chat runs/first:aop:2\n          aop chat runs/first:aop:2 --against runs/first:sft";

    private const string Forget = "/new", Leave = "/quit";
    private static readonly OptionNames s_names = new([.. PairOptions.FormatNames, .. SamplingArguments.Names, .. AskedModel.Names]);

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = $"Who answers: {AskedModel.Places}." };
        var against = new Option<string?>("--against") { HelpName = "model", Description = "A second model: both answer everything that is said." };
        var seed = new Option<int>("--seed") { HelpName = "number", Description = "Of the draws.", DefaultValueFactory = _ => 1 };
        var (sampling, asked) = (new SamplingArguments(new SamplingOptions { Temperature = 0.7, MaxNewTokens = 256 }), new AskedModel());
        var command = new Command(Name, Description)
            { model, against };
        asked.AddTo(command);
        sampling.AddTo(command);
        command.Options.Add(seed);
        command.SetAction((parsed, cancel) => s_names.SayAsync(() =>
        {
            var (first, second) = (parsed.GetValue(model)!, parsed.GetValue(against));
            var own = sampling.Read(parsed);
            var draws = BenchArguments.Seed(parsed.GetValue(seed));
            using var left = new ChatSession(asked.Read(parsed, first), "the model's name", own, draws);
            using var right = second is null ? null : new ChatSession(asked.Read(parsed, second), "--against", own, draws);
            var screen = right is null ? new ChatScreen(first) : new ChatScreen(first, second!);
            while (!cancel.IsCancellationRequested && screen.Ask() is { } line && line != Leave)
            {
                if (line.Length == 0) continue;
                if (line == Forget)
                {
                    left.Forget();
                    right?.Forget();
                    continue;
                }
                screen.Show(right is null ? [left.Say(line, cancel)] : [left.Say(line, cancel), right.Say(line, cancel)]);
            }
            return Task.FromResult(0);
        }));
        return command;
    }
}
