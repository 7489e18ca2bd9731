using System.CommandLine;
using System.Net;
using AlwaysOnPolicy.Experiments.Answering;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Secrets;
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
        var port = Number("--port", "Where it listens; 0 takes a free port.", s_server.Port);
        var listen = new Option<string>("--listen")
        {
            HelpName = "address",
            Description = "This machine's address to listen at. Only this machine reaches it unless another is given.",
            DefaultValueFactory = _ => $"{s_server.Listen}",
        };
        var token = new Option<string?>("--token")
        {
            HelpName = "variable",
            Description = "Environment variable with the token that requests must bring (Authorization: Bearer …). None is asked for unless given.",
        };
        var name = new Option<string?>("--name") { HelpName = "name", Description = "What requests call the model; the model's own name unless given." };
        var template = new Option<string?>("--template")
        {
            HelpName = "text",
            Description = "Chat prompts: \"chat\" for the model's own chat template, or a text with {question} in it. Unless given: that of its training " +
                "where it was trained here, else chat."
        };
        var maxTokens = Number("--max-tokens", "Longest answer where a request does not say.", s_server.MaxTokens);
        var rows = Number("--rows", "Answers that grow at once.", s_batch.MaxRows);
        var waiting = Number("--waiting", "Answers that may wait; with more, requests are turned away (429).", s_limits.Waiting);
        var cache = Number("--cache-tokens", "Tokens that the cache holds, of prompts and longest answers: what bounds memory and context.",
            s_batch.CacheTokens);
        var dtype = DtypeOption.Create();
        var command = new Command(Name, Description)
            { model, port, listen, token, name, template, maxTokens, rows, waiting, cache, dtype };
        command.SetAction(async (parsed, cancel) =>
        {
            var place = parsed.GetValue(model)!;
            var options = new CompletionServerOptions
            {
                ModelName = parsed.GetValue(name) ?? ModelSettings.NameOf(place),
                Port = Within(parsed, port, 0, ushort.MaxValue),
                Listen = IPAddress.TryParse(parsed.GetValue(listen), out var address) ? address
                    : throw new SettingsException($"--listen is '{parsed.GetValue(listen)}': write an address of this machine, such as 127.0.0.1 or 0.0.0.0."),
                Token = parsed.GetValue(token) is { } variable ? TokenIn(variable) : null,
                MaxTokens = Within(parsed, maxTokens, 1, 1_000_000),
            };
            var limits = new ServingLimits
            {
                Batch = s_batch with { MaxRows = Within(parsed, rows, 1, 4096), CacheTokens = Within(parsed, cache, 1, 1 << 30) },
                Waiting = Within(parsed, waiting, 1, 100_000),
            };
            var loaded = new ModelSettings(place, parsed.GetValue(template)).Load("the model's name", DtypeOption.Read(parsed.GetValue(dtype)));
            using var policy = new ServedPolicy(loaded, limits);
            foreach (var note in policy.Policy.Format.Endings.Notes) System.Console.Error.WriteLine($"Note: {note}");
            await using var server = await CompletionServer.StartAsync(policy, options, cancel);
            if (options.IsExposed)
                System.Console.Error.WriteLine($"WARNING: {options.Listen} can be reached by other machines, and this server speaks plain HTTP: whoever sits " +
                    "on the way reads requests, answers and the token. Put a proxy with HTTPS in front." +
                    (options.Token is null ? " It asks for no token, either: anybody may use it; give one with --token." : ""));
            System.Console.WriteLine($"Serving {options.ModelName} at {server.Address}v1 (Ctrl-C ends it)");
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

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { HelpName = "number", Description = description, DefaultValueFactory = _ => value };

    private static int Within(ParseResult parsed, Option<int> option, int least, int most) =>
        parsed.GetValue(option) is var value && value >= least && value <= most ? value
            : throw new SettingsException($"{option.Name} is {value}; it must be {least} to {most}.");

    private static string TokenIn(string variable) =>
        KnownSecrets.Remember(Environment.GetEnvironmentVariable(ServiceAddress.VariableName(variable, "--token"))?.Trim()) is { Length: > 0 } token ? token
        : throw new SettingsException($"--token names the environment variable '{variable}', and it is not set: set it to what requests shall bring.");
}
