using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>What ends an answer of one model: settled once from the tokenizer's eos_token, config.json, generation_config.json and the template, and used by
/// training, generation and scoring alike.</summary>
public sealed record AnswerEndings
{
    /// <summary>Any of them ends an answer: generation stops there. Empty where nothing names one.</summary>
    public required IReadOnlyList<int> Ids { get; init; }

    /// <summary>What stands behind an answer that ended, in training and scoring; one of <see cref="Ids"/>. The template's end of turn, else the tokenizer's
    /// eos_token, else the first id that generation stops at; null where nothing names one.</summary>
    public required int? Taught { get; init; }

    /// <summary>What the sources say against each other, a sentence or two each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <param name="turnEnd">The template's end of turn; null where it has none.</param>
    /// <param name="generation">Of the model's folder.</param>
    internal static AnswerEndings Settle(Tokenizer tokenizer, int? turnEnd, GenerationDefaults generation)
    {
        var stops = generation.EosIds;
        var taught = turnEnd ?? tokenizer.EosId ?? (stops.Count > 0 ? stops[0] : null);
        int[] ids = [.. stops.Concat(new[] { taught, tokenizer.EosId }.OfType<int>()).Distinct()];
        return new AnswerEndings { Ids = ids, Taught = taught, Notes = [.. Contradictions(tokenizer, turnEnd, taught, generation)] };
    }

    private static IEnumerable<string> Contradictions(Tokenizer tokenizer, int? turnEnd, int? taught, GenerationDefaults generation)
    {
        string Names(IEnumerable<int> ids) => string.Join(", ", ids.Select(id => Name(tokenizer, id)));
        var (stops, eos) = (generation.EosIds, tokenizer.EosId);
        if (taught is null)
            yield return "Nothing names a token that ends an answer, neither tokenizer_config.json (eos_token), config.json, generation_config.json " +
                "(eos_token_id) nor a chat template: " +
                "every answer runs to sampling.max_new_tokens. Add eos_token to tokenizer_config.json.";
        if (generation.EosTokens is [var first, var second, ..])
            yield return $"tokenizer_config.json's eos_token is '{first}', special_tokens_map.json's '{second}'. What counts, as in transformers, is " +
                $"{(eos is { } counts ? Name(tokenizer, counts) : "neither")}.";
        if (stops.Count > 0 && taught is { } end && !stops.Contains(end))
            yield return $"{generation.EosFile} ends an answer at {Names(stops)}, but " +
                $"{(turnEnd is null ? "the tokenizer's eos_token is" : "the template ends a turn with")} " +
                $"{Name(tokenizer, end)}. Answers end at any of them, and training teaches the latter.";
        if (stops.Count > 0 && eos is { } token && token != taught && !stops.Contains(token))
            yield return $"The tokenizer's eos_token is {Name(tokenizer, token)}, which {generation.EosFile} does not name. Answers end there too.";
        if (stops.Count > 0 && generation.ConfigEosIds.Except(stops).ToArray() is { Length: > 0 } unused)
            yield return $"config.json ends an answer at {Names(unused)} too, generation_config.json at {Names(stops)}. The latter counts, as in transformers.";
    }

    /// <summary>A token as people and files name it: '&lt;|im_end|&gt;' (2).</summary>
    internal static string Name(Tokenizer tokenizer, int id) => tokenizer.Decode([id]) is { Length: > 0 } text ? $"'{text}' ({id})" : $"{id}";
}
