using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Vocabularies;

/// <summary>A model's tokens and their ids, both ways.</summary>
internal sealed class Vocabulary
{
    /// <summary>No published vocabulary comes near; a larger id is damage, and would cost memory.</summary>
    public const int LargestId = (1 << 22) - 1;

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly string?[] _tokens;

    /// <param name="tokens">By id, null where there is a gap; what lies behind the highest id is null.</param>
    private Vocabulary(Dictionary<string, int> ids, string?[] tokens) =>
        (_ids, _bySpan, _tokens, HighestId) = (ids, ids.GetAlternateLookup<ReadOnlySpan<char>>(), tokens, Array.FindLastIndex(tokens, t => t is not null));

    /// <summary>How many tokens there are; ids may have gaps.</summary>
    public int Count => _ids.Count;

    public int HighestId { get; }

    /// <exception cref="CheckpointException">An id is out of range, or a token or id comes twice.</exception>
    public static Vocabulary Read(ComponentJson model, string name = "vocab")
    {
        var count = model.Count(name);
        var (ids, tokens) = (new Dictionary<string, int>(count, StringComparer.Ordinal), new string?[count]);
        foreach (var (token, value) in model.Entries(name))
        {
            if (value.ValueKind != System.Text.Json.JsonValueKind.Number || !value.TryGetInt32(out var id) || id is < 0 or > LargestId)
                throw model.Damaged($"{model.Place}.{name}: the token '{token}' has the id {value.GetRawText()}; ids are whole numbers from 0 to {LargestId}");
            if (!ids.TryAdd(token, id)) throw model.Damaged($"{model.Place}.{name} lists the token '{token}' twice");
            if (id >= tokens.Length) Array.Resize(ref tokens, Math.Min(LargestId + 1, Math.Max(id + 1, 2 * tokens.Length)));
            if (tokens[id] is { } other) throw model.Damaged($"{model.Place}.{name} gives the id {id} to '{other}' and to '{token}'");
            tokens[id] = token;
        }
        return new Vocabulary(ids, tokens);
    }

    /// <summary>A vocabulary whose ids are the places in a list.</summary>
    /// <param name="damaged">Makes the complaint about a token that comes twice.</param>
    public static Vocabulary OfList(IReadOnlyList<string> list, Func<string, CheckpointException> damaged)
    {
        var ids = new Dictionary<string, int>(list.Count, StringComparer.Ordinal);
        for (var id = 0; id < list.Count; id++)
            if (!ids.TryAdd(list[id], id)) throw damaged($"lists the token '{list[id]}' twice");
        return new Vocabulary(ids, [.. list]);
    }

    /// <summary>A vocabulary of tokens with their ids; each of both comes once.</summary>
    public static Vocabulary Of(Dictionary<string, int> ids)
    {
        var tokens = new string?[ids.Values.DefaultIfEmpty(-1).Max() + 1];
        foreach (var (token, id) in ids) tokens[id] = token;
        return new Vocabulary(ids, tokens);
    }

    public IEnumerable<(string Token, int Id)> Entries => _ids.Select(e => (e.Key, e.Value));

    public int? IdOf(ReadOnlySpan<char> token) => _bySpan.TryGetValue(token, out var id) ? id : null;

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _bySpan.TryGetValue(token, out id);

    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;
}
