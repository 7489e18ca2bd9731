using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Vocabularies;

/// <summary>A model's tokens and their ids, both ways.</summary>
internal sealed class Vocabulary
{
    /// <summary>No published vocabulary comes near; a larger id is damage, and would cost memory.</summary>
    public const int LargestId = (1 << 22) - 1;

    private readonly TokenTable _tokens;
    private readonly string?[] _texts;   // by id, made when they are first asked for

    private Vocabulary(TokenTable tokens) => (_tokens, _texts) = (tokens, new string?[tokens.HighestId + 1]);

    /// <summary>How many tokens there are; ids may have gaps.</summary>
    public int Count => _tokens.Count;

    public int HighestId => _tokens.HighestId;

    /// <exception cref="CheckpointException">An id is out of range, or a token or id comes twice.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vocabulary Read(ComponentJson model, string name = "vocab")
    {
        var reader = model.Reader(name, JsonTokenType.StartObject);
        var tokens = new TokenTable(model.TextsIn(name), model.Length(name) / 2);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var token = reader.ValueSpan;
            if (reader.ValueIsEscaped) token = System.Text.Encoding.UTF8.GetBytes(model.TextOf(ref reader, name));
            else if (!Utf8.IsValid(token)) throw model.Wrong(name, "named in well-formed Unicode text");
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var id) || id is < 0 or > LargestId)
                throw model.Damaged($"{model.Place}.{name}: the token '{Text(token)}' has the id {Text(reader.ValueSpan)}; ids are whole numbers from 0 to " +
                    $"{LargestId}");
            if (tokens.TryGetId(token, out _)) throw model.Damaged($"{model.Place}.{name} lists the token '{Text(token)}' twice");
            if (tokens.Has(id)) throw model.Damaged($"{model.Place}.{name} gives the id {id} to '{Text(tokens.BytesOf(id))}' and to '{Text(token)}'");
            tokens.TryAdd(token, id);
        }
        return new Vocabulary(tokens);
    }

    /// <summary>A vocabulary whose ids are the places in a list.</summary>
    /// <param name="damaged">Makes the complaint about a token that comes twice.</param>
    public static Vocabulary OfList(IReadOnlyList<string> list, Func<string, CheckpointException> damaged)
    {
        var tokens = new TokenTable(list.Count, 8 * list.Count);
        for (var id = 0; id < list.Count; id++)
            if (!tokens.TryAdd(System.Text.Encoding.UTF8.GetBytes(list[id]), id)) throw damaged($"lists the token '{list[id]}' twice");
        return new Vocabulary(tokens);
    }

    /// <summary>A vocabulary of tokens with their ids; each of both comes once.</summary>
    public static Vocabulary Of(Dictionary<string, int> ids)
    {
        var tokens = new TokenTable(ids.Count, 8 * ids.Count);
        foreach (var (token, id) in ids) tokens.TryAdd(System.Text.Encoding.UTF8.GetBytes(token), id);
        return new Vocabulary(tokens);
    }

    public IEnumerable<(string Token, int Id)> Entries => Enumerable.Range(0, HighestId + 1).Where(_tokens.Has).Select(id => (TokenOf(id)!, id));

    public int? IdOf(ReadOnlySpan<char> token) => _tokens.TryGetId(token, out var id) ? id : null;

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _tokens.TryGetId(token, out id);

    /// <summary>The same of a token in UTF-8.</summary>
    public bool TryGetId(ReadOnlySpan<byte> token, out int id) => _tokens.TryGetId(token, out id);

    public string? TokenOf(int id) => (uint)id < (uint)_texts.Length && _tokens.Has(id) ? _texts[id] ??= Text(_tokens.BytesOf(id)) : null;

    /// <summary>A token's UTF-8; empty where no token has the id.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => _tokens.BytesOf(id);

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
