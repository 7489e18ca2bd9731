namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>A model's tokens and their ids, both ways.</summary>
internal sealed class Vocabulary
{
    /// <summary>No published vocabulary comes near; a larger id is damage, and would cost memory.</summary>
    public const int LargestId = (1 << 22) - 1;

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly string?[] _tokens;

    private Vocabulary(Dictionary<string, int> ids, string?[] tokens) =>
        (_ids, _bySpan, _tokens) = (ids, ids.GetAlternateLookup<ReadOnlySpan<char>>(), tokens);

    /// <summary>How many tokens there are; ids may have gaps.</summary>
    public int Count => _ids.Count;

    public int HighestId => _tokens.Length - 1;

    /// <exception cref="CheckpointException">An id is out of range, or a token or id comes twice.</exception>
    public static Vocabulary Read(ComponentJson model, string name = "vocab")
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var highest = -1;
        foreach (var (token, value) in model.Entries(name))
        {
            if (value.ValueKind != System.Text.Json.JsonValueKind.Number || !value.TryGetInt32(out var id) || id is < 0 or > LargestId)
                throw model.Damaged($"{model.Place}.{name}: the token '{token}' has the id {value.GetRawText()}; ids are whole numbers from 0 to {LargestId}");
            if (!ids.TryAdd(token, id)) throw model.Damaged($"{model.Place}.{name} lists the token '{token}' twice");
            highest = Math.Max(highest, id);
        }
        var tokens = new string?[highest + 1];
        foreach (var (token, id) in ids)
        {
            if (tokens[id] is { } other) throw model.Damaged($"{model.Place}.{name} gives the id {id} to '{other}' and to '{token}'");
            tokens[id] = token;
        }
        return new Vocabulary(ids, tokens);
    }

    public int? IdOf(ReadOnlySpan<char> token) => _bySpan.TryGetValue(token, out var id) ? id : null;

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _bySpan.TryGetValue(token, out id);

    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;
}
