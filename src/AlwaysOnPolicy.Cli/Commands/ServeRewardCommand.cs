using System.CommandLine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Web.Rewards;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop serve-reward</c>: a reward in OpenRLHF's protocol.</summary>
internal static class ServeRewardCommand
{
    public const string Name = "serve-reward";

    public const string Description =
        "Serves a reward in OpenRLHF's protocol, POST /get_reward with {query, prompts, labels}, and records each answer with its domain and reward: " +
        "probe.scored reads them for the next iteration. What is recorded is on disk before it is replied to.\n\n" +
        "Examples: aop serve-reward runs/first --prompts job/prompts.jsonl --ending '<|im_end|>'\n" +
        "          aop serve-reward models/deberta --template 'Human: {question} Assistant:' --record quadruples.jsonl";

    private static readonly RewardServerOptions s_server = new() { Port = 5000 };

    public static Command Create()
    {
        var reward = new Argument<string>("reward")
        {
            Description = "A run of aop run, whose reward it is; or what 'aop ppo' takes: a reward model, http(s)://… of a scorer, regex:PATTERN, length:N.",
        };
        var server = new ListeningOptions(s_server.Port);
        var record = new Option<string>("--record")
        {
            HelpName = "file",
            Description = "Where answers and rewards go, as lines of JSON; one that is there is gone on with.",
            DefaultValueFactory = _ => "quadruples.jsonl",
        };
        var prompts = new Option<string?>("--prompts")
        {
            HelpName = "file",
            Description = "The job's prompts.jsonl, by which a prompt's question, id and domain are known; without it --template says what stands " +
                "round a question.",
        };
        var template = new Option<string>("--template")
        {
            HelpName = "text",
            Description = "Without --prompts: a prompt's form, with {question} in it.",
            DefaultValueFactory = _ => s_server.Template,
        };
        var ending = new Option<string[]>("--ending")
        {
            HelpName = "text",
            Description = "What ends an answer, such as <|im_end|>, and is not scored; may be given several times.",
            DefaultValueFactory = _ => [],
        };
        var waiting = ListeningOptions.Number("--waiting", "Answers that may wait; with more, requests are turned away (429).", s_server.Waiting);
        var rows = ListeningOptions.Number("--rows", "Answers that are scored and written down together.", s_server.BatchSize);
        var command = new Command(Name, Description) { reward, record, prompts, template, ending, waiting, rows };
        server.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var options = server.Read(parsed, s_server with
            {
                Waiting = ListeningOptions.Within(parsed, waiting, 1, 1_000_000),
                BatchSize = ListeningOptions.Within(parsed, rows, 1, 4096),
                Prompts = parsed.GetValue(prompts) is { } file ? new PromptBook(file) : null,
                Template = parsed.GetValue(template)!,
                Endings = [.. parsed.GetValue(ending)!.Where(e => e.Length > 0)],
            });
            using var model = await OpenAsync(parsed.GetValue(reward)!, cancel);
            await using var serving = await RewardServer.StartAsync(model, parsed.GetValue(record)!, options, cancel);
            ListeningOptions.WarnWhereExposed(options);
            System.Console.WriteLine($"Serving {model.Name} at {serving.Address}get_reward (Ctrl-C ends it)");
            System.Console.WriteLine($"Recording into {parsed.GetValue(record)}, which has {serving.Recorded} answers.");
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            catch (OperationCanceledException)
            {
                System.Console.WriteLine($"Ending with {serving.Recorded} answers recorded. For the next iteration: probe.scored: {parsed.GetValue(record)}");
            }
            return 0;
        });
        return command;
    }

    private static async Task<IRewardModel> OpenAsync(string text, CancellationToken cancel)
    {
        if (Directory.Exists(text) && await RunReward.TryOpenAsync(text, cancel) is { } run) return run;
        var settings = SettingsFile.Parse<PpoSettings>("", "the command line", Environment.CurrentDirectory,
            PpoArguments.Overrides(null, text, null, null, null, null));
        return settings.Reward.Open(settings.PromptFormat, "the reward");
    }
}
