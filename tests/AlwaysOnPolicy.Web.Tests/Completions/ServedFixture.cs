using System.ClientModel;
using System.ClientModel.Primitives;
using AlwaysOnPolicy.Experiments.Answering;
using AlwaysOnPolicy.Experiments.Starting;
using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Web.Completions;
using OpenAI;

namespace AlwaysOnPolicy.Web.Tests.Completions;

/// <summary>A tiny random model of byte-level tokens, served in this process, and OpenAI's own client for it.</summary>
public sealed class ServedFixture : IAsyncLifetime
{
    public const string Token = "a token that nobody guesses", Model = "tiny";
    private readonly TemporaryFolder _folder = new();

    internal ServedPolicy Policy { get; private set; } = null!;

    internal CompletionServer Server { get; private set; } = null!;

    internal HttpClient Http { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Policy = Load(new ServingLimits());
        Server = await CompletionServer.StartAsync(Policy, new() { ModelName = Model, Port = 0, Token = Token, MaxTokens = 20 });
        Http.BaseAddress = Server.Address;
        Http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        Policy.Dispose();
        _folder.Dispose();
    }

    /// <summary>The model again, for a server of a test's own.</summary>
    internal ServedPolicy Load(ServingLimits limits)
    {
        var folder = Path.Combine(_folder.Path, "model");
        if (!Directory.Exists(folder)) Write(folder, seed: 5);
        return new(new ModelSettings(folder).Load("the model"), limits);
    }

    /// <summary>Writes a model of the kind.</summary>
    internal static void Write(string folder, ulong seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        var texts = $"{folder}.txt";
        File.WriteAllText(texts, string.Join('\n', Enumerable.Range(0, 40).Select(i => $"Grüße number {i}: a small text about rain, bread and 😀.")));
        TinyModel.Write(folder, [texts], seed);
    }

    /// <summary>OpenAI's client, which tries nothing again.</summary>
    internal static OpenAIClient Client(Uri address, string token = Token) => new(new ApiKeyCredential(token), new OpenAIClientOptions
    {
        Endpoint = new(address, "v1"),
        RetryPolicy = new ClientRetryPolicy(0),
    });

    internal OpenAIClient Client() => Client(Server.Address);
}
