using System.CommandLine;
using AlwaysOnPolicy.Experiments.Answering;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Web.Completions;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop serve</c>: a model behind OpenAI's interface.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public const string Description =
        "Serves a model by OpenAI's interface: /v1/chat/completions, /v1/completions, /v1/models and /health. " +
        "Requests that come at the same time are answered together. Ctrl-C or SIGTERM ends it once those under way are answered, within 30 seconds.\n\n" +
        "Examples: aop serve models/smollm2-135m-instruct\n          aop serve runs/first:aop:2 --port 8001 --token SERVE_TOKEN";

    private static readonly GenerationBatchOptions s_batch = new();
    private static readonly ServingLimits s_limits = new();
    private static readonly CompletionServerOptions s_server = new() { ModelName = "" };

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = $"Who answers: {AskedModel.Places}." };
        var server = new ListeningOptions(s_server.Port);
        var name = new Option<string?>("--name") { HelpName = "name", Description = "What requests call the model; the model's own name unless given." };
        var template = new Option<string?>("--template")
        {
            HelpName = "text",
            Description = "Chat prompts: \"chat\" for the model's own chat template, or a text with {question} in it. Unless given: that of its training " +
                "where it was trained here, else chat."
        };
        var maxTokens = ListeningOptions.Number("--max-tokens", "Longest answer where a request does not say.", s_server.MaxTokens);
        var rows = ListeningOptions.Number("--rows", "Answers that grow at once.", s_batch.MaxRows);
        var waiting = ListeningOptions.Number("--waiting", "Answers that may wait; with more, requests are turned away (429).", s_limits.Waiting);
        var cache = ListeningOptions.Number("--cache-tokens", "Tokens that the cache holds, of prompts and longest answers: what bounds memory and context.",
            s_batch.CacheTokens);
        var dtype = DtypeOption.Create();
        var policies = new Option<string?>("--policies-in")
        {
            HelpName = "folder",
            Description = "Lets whoever has the token load another policy of the same model from below this folder (POST /v1/policy), as 'rollouts.servers' " +
                "of a run does before each step; needs --token.",
        };
        var command = new Command(Name, Description)
            { model, name, template, maxTokens, rows, waiting, cache, dtype, policies };
        server.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var place = parsed.GetValue(model)!;
            var type = DtypeOption.Read(parsed.GetValue(dtype));
            var settings = new ModelSettings(place, parsed.GetValue(template));
            var options = server.Read(parsed, new CompletionServerOptions
            {
                Dtype = type,
                Policies = parsed.GetValue(policies) is { } root ? new LoadablePolicies(root, settings.LoaderOf("the model's name", type)) : null,
                ModelName = parsed.GetValue(name) ?? ModelSettings.NameOf(place),
                MaxTokens = ListeningOptions.Within(parsed, maxTokens, 1, 1_000_000),
            });
            if (options is { Policies: not null, Token: null })
                throw new SettingsException("--policies-in lets others change what is served: say with --token who may.");
            var limits = new ServingLimits
            {
                Batch = s_batch with
                {
                    MaxRows = ListeningOptions.Within(parsed, rows, 1, 4096),
                    CacheTokens = ListeningOptions.Within(parsed, cache, 1, 1 << 30)
                },
                Waiting = ListeningOptions.Within(parsed, waiting, 1, 100_000),
            };
            var (loaded, version) = (settings.Load("the model's name", type), settings.VersionOf("the model's name"));
            using var policy = new ServedPolicy(loaded, limits, version);
            foreach (var note in policy.Policy.Format.Endings.Notes) System.Console.Error.WriteLine($"Note: {note}");
            await using var serving = await CompletionServer.StartAsync(policy, options, cancel);
            ListeningOptions.WarnWhereExposed(options);
            System.Console.WriteLine($"Serving {options.ModelName} at {serving.Address}v1 (Ctrl-C ends it)");
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            catch (OperationCanceledException)
            {
                System.Console.WriteLine($"Ending: {policy.Growing + policy.Waiting} answers under way.");
            }
            return 0;
        });
        return command;
    }
}
