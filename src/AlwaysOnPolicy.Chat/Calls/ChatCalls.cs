using AlwaysOnPolicy.Chat.Batching;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Chat.Requests;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Calls;

/// <summary>The calls to language models that a stage makes, in the ledger of its run.</summary>
/// <param name="folder">The run's: the ledger and, where it is wanted, the log are there.</param>
public sealed class ChatCalls(string folder, CallPurpose purpose, CallOptions options) : IDisposable
{
    /// <summary>Under which OpenTelemetry finds the calls' traces and metrics.</summary>
    public const string Source = "AlwaysOnPolicy.Chat";

    /// <summary>Of the log in a run's folder.</summary>
    public const string LogName = "chat.log";

    private readonly CallLedger _ledger = new(Path.Combine(folder, CallLedger.FileName));

    /// <summary>Looks whether calls of a stage can be held to the budget.</summary>
    /// <param name="setting">Where the settings stand in the experiment's file, for messages.</param>
    /// <exception cref="SettingsException">The list of prices cannot be read; there is a budget, and no limit of an answer's length; or one in money, and no
    /// price of the model.</exception>
    public static void Check(ChatSettings settings, string setting, string stage, CallOptions options)
    {
        var prices = PriceList.Load(options.PriceFile);
        if (options.Budget.CountsMoney(stage)) prices.Require(settings.Provider, settings.Model, setting);
        if (options.Budget.Counts(stage) && settings.MaxOutputTokens is null)
            throw new SettingsException($"A budget needs to know how long an answer can get: set '{setting}.max_output_tokens'.");
    }

    /// <summary>A client whose answers are paid for once.</summary>
    /// <remarks>The order of what stands between a request and the service, outermost first. The ledger with its budget: an answer that is kept costs neither
    /// money nor patience, and is no call that a log or a trace should show. Logging and telemetry: a line for each call that is made, however many attempts
    /// it takes. The provider's client; below it, for each attempt, retries, limits and the time-out, whose order <see cref="RetryHandler"/>
    /// explains.</remarks>
    /// <exception cref="SettingsException">The client cannot be made, or calls cannot be held to the budget.</exception>
    /// <param name="batches">Where batches are written down; null where calls are not to go in batches.</param>
    public IChatClient Client(ChatSettings settings, string setting, string? batches = null)
    {
        Check(settings, setting, purpose.Stage, options);
        return Over(batches is null ? ChatClientFactory.Create(settings, setting) : BatchedChat.Create(settings, setting, batches), settings);
    }

    /// <summary>The same over a client of one's own.</summary>
    /// <param name="seed">Where the client draws by seeds: each request gets one by this and by its index, which the ledger then knows it by, too.</param>
    public IChatClient Over(IChatClient service, ChatSettings settings, ulong? seed = null)
    {
        var price = PriceList.Load(options.PriceFile).Find(settings.Provider, settings.Model);
        var builder = new ChatClientBuilder(service);
        if (seed is { } own) builder.Use(inner => new SampleSeedClient(inner, own));
        builder.Use(inner => new LedgerClient(inner, _ledger, purpose, settings, price, options.Budget));
        if (options.Logging != CallLogging.None) builder.UseLogging(new CallLog(Path.Combine(folder, LogName), options.Logging));
        if (options.Telemetry) builder.UseOpenTelemetry(sourceName: Source);
        return builder.Build();
    }

    public void Dispose() => _ledger.Dispose();
}
