using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>What a model's tokens cost, for a million of them.</summary>
/// <param name="Input">Of the request.</param>
/// <param name="Output">Of the answer, thoughts among them.</param>
/// <param name="CachedInput">Of a request's tokens that the service found in its cache; null where they cost what others do.</param>
public sealed record ModelPrice(decimal Input, decimal Output, decimal? CachedInput = null)
{
    private const decimal Million = 1_000_000m;

    /// <summary>The price of what comes in a batch: half, with the services whose batches are built.</summary>
    public ModelPrice InBatch => new(Input / 2, Output / 2, CachedInput / 2);

    /// <summary>What so many tokens cost.</summary>
    public decimal Of(long input, long output, long cached = 0) =>
        (((input - cached) * Input) + (cached * (CachedInput ?? Input)) + (output * Output)) / Million;

    /// <summary>What a call cost.</summary>
    public decimal Of(UsageDetails usage)
    {
        var input = usage.InputTokenCount ?? 0;
        return Of(input, usage.OutputTokenCount ?? 0, Math.Clamp(usage.CachedInputTokenCount ?? 0, 0, input));
    }
}
