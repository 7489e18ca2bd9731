using System.Text.Json;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>Draws answers on the server, by the weights that the policy has there.</summary>
internal sealed class TinkerSampler(TinkerModels models, TinkerOptions server)
{
    private const string Sample = "asample";

    /// <summary>Draws an answer to each prompt.</summary>
    /// <inheritdoc cref="AnswerDraw"/>
    /// <exception cref="SettingsException">The options ask for what a server has not.</exception>
    /// <exception cref="TinkerException">A request fails, or an answer is none.</exception>
    public IReadOnlyList<int[]> Draw(IReadOnlyList<int[]> prompts, IReadOnlyList<ulong> seeds, SamplingOptions options, Action<int>? progress,
        CancellationToken cancel)
    {
        TinkerLimits.Check(options);
        var answers = new List<int[]>(prompts.Count);
        if (prompts.Count == 0) return answers;
        var path = models.Sampler;
        var waiting = new Queue<string>();
        for (var next = 0; answers.Count < prompts.Count;)
        {
            cancel.ThrowIfCancellationRequested();
            if (next < prompts.Count && waiting.Count < server.InFlight)
            {
                waiting.Enqueue(Ask(path, prompts[next], seeds[next], options, cancel));
                next++;
                continue;
            }
            answers.Add(Answer(models.Client.Result(waiting.Dequeue(), Sample, cancel), options));
            progress?.Invoke(answers.Count);
        }
        return answers;
    }

    private string Ask(string path, int[] prompt, ulong seed, SamplingOptions options, CancellationToken cancel) => models.Client.Post(Sample, () => new
    {
        type = "sample",
        num_samples = 1,
        prompt = TinkerDatum.PromptOf(prompt),
        model_path = path,
        sampling_params = new
        {
            max_tokens = options.MaxNewTokens,
            seed = (int)(seed & int.MaxValue),
            stop = options.EosIds,
            temperature = options.Greedy ? 0 : options.Temperature,
            top_k = options.TopK == 0 ? -1 : options.TopK,
            top_p = options.TopP,
        },
    }, repeatable: true, cancel).Text("request_id", Sample);

    private static int[] Answer(JsonElement result, SamplingOptions options)
    {
        if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("sequences", out var sequences) || sequences.GetArrayLength() != 1)
            throw new TinkerException($"The server's result of {Sample} has no 'sequences' of one answer.");
        var sequence = sequences[0];
        int[] ids = [.. sequence.GetProperty("tokens").EnumerateArray().Select(t => t.GetInt32())];
        if (ids.Length > options.MaxNewTokens)
            throw new TinkerException($"The server drew {ids.Length} tokens, and {options.MaxNewTokens} were asked for at most.");
        if (sequence.TextOrNull("stop_reason") != "stop" || (ids.Length > 0 && options.EosIds.Contains(ids[^1]))) return ids;
        // Some leave out the token that ended it, which is learnt from as well.
        return options.EosIds.Count == 1 ? [.. ids, options.EosIds[0]]
            : throw new TinkerException($"The server leaves out the token that ends an answer, and it may be any of {string.Join(", ", options.EosIds)}: " +
                "name the one that the model ends with (SamplingOptions.EosIds).");
    }
}
