using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Chat.Rollouts;

/// <summary>One answer that is wanted, as a request, and what a reply must be to be that answer.</summary>
/// <param name="sampling">Complete: with the tokens that end an answer.</param>
internal sealed class RolloutRow(int[] prompt, ulong seed, SamplingOptions sampling, int vocabulary)
{
    public int[] Prompt => prompt;

    /// <summary>The request's body.</summary>
    /// <param name="version">Of the policy, which vLLM knows as its model.</param>
    public byte[] Request(RolloutSampler sampler, string version)
    {
        var body = new JsonObject
        {
            ["prompt"] = new JsonArray([.. prompt.Select(id => (JsonNode)id)]),
            ["max_tokens"] = sampling.MaxNewTokens,
            ["temperature"] = sampling.Greedy ? 0 : sampling.Temperature,
            ["stop_token_ids"] = new JsonArray([.. sampling.EosIds.Select(id => (JsonNode)id)]),
            ["return_token_ids"] = true,
            ["logprobs"] = sampler == RolloutSampler.Aop ? 0 : 1,   // some versions of vLLM take 0 for none
        };
        // What is left out, vLLM takes from the model's generation_config.json, which may cut what is drawn from.
        var all = sampler == RolloutSampler.Vllm;
        if (all || sampling.TopP < 1) body["top_p"] = sampling.TopP;
        if (all || sampling.TopK > 0) body["top_k"] = sampling.TopK > 0 ? sampling.TopK : -1;
        if (all || sampling.RepetitionPenalty != 1) body["repetition_penalty"] = sampling.RepetitionPenalty;
        if (all || sampling.MinNewTokens > 0) body["min_tokens"] = sampling.MinNewTokens;
        if (all) body["min_p"] = 0;
        if (sampler == RolloutSampler.Aop) body["choice_seeds"] = new JsonArray(unchecked((long)seed));
        else
        {
            body["model"] = version;
            body["seed"] = (long)(seed & long.MaxValue);
            if (sampling.SuppressTokens.Count > 0)   // aop serve leaves out what the model's folder names by itself
                body["logit_bias"] = new JsonObject([.. sampling.SuppressTokens.Select(id => KeyValuePair.Create($"{id}", (JsonNode?)(-100)))]);
        }
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    /// <summary>The answer in a reply.</summary>
    /// <param name="server">Who sent it, for messages.</param>
    /// <exception cref="RolloutException">It is another policy's, or no answer of the policy to this request.</exception>
    /// <exception cref="JsonException">It is no JSON: it was cut.</exception>
    public (int[] Ids, float[] Logprobs, bool Ended) Read(string body, RolloutSampler sampler, string version, Uri server)
    {
        using var reply = JsonDocument.Parse(body);
        var root = reply.RootElement;
        var served = Text(root, sampler == RolloutSampler.Aop ? "system_fingerprint" : "model");
        if (served != version) throw ServedVersions.Swapped(server, served, version);
        if (List(root, "choices") is not [var choice]) throw Wrong(server, "no list of one choice");
        if (Numbers(choice, "prompt_token_ids") is { } told && !told.SequenceEqual(prompt.Select(id => (double)id)))
            throw Wrong(server, "an answer to another prompt (prompt_token_ids)");
        if (Numbers(choice, "token_ids") is not { Length: > 0 } ids)
            throw Wrong(server, "no token ids: it must know return_token_ids, as aop serve and vLLM from 0.10.2 on do");
        if (!ids.All(id => double.IsInteger(id) && id >= 0 && id < vocabulary))
            throw Wrong(server, $"a token id outside the vocabulary of {vocabulary}");
        int[] tokens = [.. ids.Select(id => (int)id)];
        if (choice.TryGetProperty("logprobs", out var chances) && Numbers(chances, "token_logprobs") is { } logprobs)
        {
            if (logprobs.Length != tokens.Length || logprobs.Any(l => !double.IsFinite(l) || l > 1e-3))
                throw Wrong(server, $"{logprobs.Length} log-probabilities to {tokens.Length} tokens, or such as are none");
        }
        else throw Wrong(server, "no log-probabilities (logprobs.token_logprobs)");
        var (finish, ended) = (Text(choice, "finish_reason"), sampling.EosIds.Contains(tokens[^1]));
        if (tokens.SkipLast(1).Any(sampling.EosIds.Contains)) throw Wrong(server, "an answer that goes on behind its end");
        if (!(ended ? finish is "stop" or "length" : finish == "length" && tokens.Length == sampling.MaxNewTokens) || tokens.Length > sampling.MaxNewTokens)
            throw Wrong(server, $"an answer of {tokens.Length} tokens that ends ({finish}) where it should not: its last token is {tokens[^1]}, the policy's " +
                $"answers end with {string.Join(" or ", sampling.EosIds)} or after {sampling.MaxNewTokens}");
        return (tokens, [.. logprobs.Select(l => (float)l)], ended);
    }

    private static RolloutException Wrong(Uri server, string what) => new(
        $"The rollout server {server} sent {what}. Take it out of rollouts.servers, or correct rollouts.sampler.");

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    private static JsonElement[]? List(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()] : null;

    /// <summary>Null where the field is no list of numbers.</summary>
    private static double[]? Numbers(JsonElement element, string name) =>
        List(element, name) is { } list && list.All(n => n.ValueKind == JsonValueKind.Number) ? [.. list.Select(n => n.GetDouble())] : null;
}
