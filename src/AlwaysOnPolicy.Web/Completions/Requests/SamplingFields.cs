using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Web.Completions.Requests;

/// <summary>The fields that both kinds of requests share.</summary>
/// <param name="Seed">Null draws one.</param>
/// <param name="StopIds">Tokens that end an answer beside the model's own.</param>
internal sealed record SamplingFields(
    SamplingOptions Sampling, long? Seed, int Choices, IReadOnlyList<string> Stop, IReadOnlyList<int> StopIds, bool Stream, bool TellsUsage)
{
    private const int MostStops = 4, MostStopIds = 100, MostChoices = 128;

    public static readonly IReadOnlySet<string> Names = new HashSet<string>
    {
        "model", "temperature", "top_p", "top_k", "repetition_penalty", "min_tokens", "seed", "n", "stop", "stop_token_ids", "stream", "stream_options",
        "max_tokens",
    };

    /// <summary>What changes an answer and is not built, with the values that ask for nothing.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Neutral = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["presence_penalty"] = ["0"],
        ["frequency_penalty"] = ["0"],
        ["logit_bias"] = ["{}"],
        ["tools"] = ["[]"],
        ["tool_choice"] = ["\"none\"", "\"auto\""],
        ["functions"] = ["[]"],
        ["function_call"] = ["\"none\"", "\"auto\""],
        ["response_format"] = ["{\"type\":\"text\"}"],
        ["modalities"] = ["[\"text\"]"],
        ["best_of"] = ["1"],
        ["echo"] = ["false"],
        ["suffix"] = ["\"\""],
        ["use_beam_search"] = ["false"],
        ["ignore_eos"] = ["false"],
        ["audio"] = [],
        ["prediction"] = [],
        ["reasoning_effort"] = [],
        ["verbosity"] = [],
        ["web_search_options"] = [],
    };

    public static SamplingFields Read(RequestBody body)
    {
        var temperature = body.Number("temperature", 0, 2) ?? 1;
        var greedy = temperature < 1e-4;
        var topP = body.Number("top_p", 0, 1) ?? 1;
        var options = body.Value("stream_options");
        if (options is { ValueKind: not System.Text.Json.JsonValueKind.Object }) throw RequestBody.Wrong("stream_options", "must be an object");
        var tells = options is { } given && given.TryGetProperty("include_usage", out var wanted) && wanted.ValueKind == System.Text.Json.JsonValueKind.True;
        var stream = body.Flag("stream");
        if (options is not null && !stream) throw RequestBody.Wrong("stream_options", "goes with stream: true");
        return new(new SamplingOptions
        {
            Temperature = greedy ? 1 : temperature,
            Greedy = greedy,
            TopP = Math.Max(topP, 1e-6),
            TopK = Math.Max(0, body.Integer("top_k", -1, int.MaxValue) ?? 0),
            RepetitionPenalty = body.Number("repetition_penalty", 1e-3, 100) ?? 1,
            MinNewTokens = body.Integer("min_tokens", 0, 1_000_000) ?? 0,
        }, body.Long("seed", long.MinValue, long.MaxValue), body.Integer("n", 1, MostChoices) ?? 1, body.Texts("stop", MostStops),
            StopTokens(body), stream, tells);
    }

    private static int[] StopTokens(RequestBody body) => [.. (body.Longs("stop_token_ids", MostStopIds) ?? []).Select(id =>
        id is >= 0 and <= int.MaxValue ? (int)id : throw RequestBody.Wrong("stop_token_ids", "has a number that is no token's id"))];
}
