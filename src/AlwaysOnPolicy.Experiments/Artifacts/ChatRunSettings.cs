using AlwaysOnPolicy.Chat.Calls;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>What holds for all calls of a run to language models. Nothing here enters a stage's key.</summary>
public sealed record ChatRunSettings
{
    /// <inheritdoc cref="BudgetSettings"/>
    public BudgetSettings Budget { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>A list of prices of your own, in JSON, which counts before the one that comes with the tool: {"as_of": "2026-01-31", "currency": "USD",
    /// "models":
    /// [{"provider": "compatible", "model": "my-model", "input": 0.5, "output": 1.5}]}, for a million tokens.</summary>
    [PathSetting] public string? Prices { get; init; }

    /// <summary>What is written of each call into the run's chat.log.</summary>
    public CallLogging Logging { get; init; }

    /// <summary>Whether calls give OpenTelemetry's traces and metrics, under the source AlwaysOnPolicy.Chat, for whoever listens to the process.</summary>
    public bool Telemetry { get; init; }

    internal CallOptions Options => new(Budget.Limits, Prices, Logging, Telemetry);

    /// <summary>The calls of a stage, in the ledger of its run.</summary>
    internal ChatCalls Calls(StageContext stage) => new(stage.RunFolder, new CallPurpose(stage.Name, stage.Label), Options);
}
