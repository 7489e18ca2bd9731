using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Normalizers;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Pipelines;

/// <summary>The tokens that tokenizer.json and the settings add to a model's vocabulary.</summary>
internal sealed class AddedVocabulary
{
    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<string, AddedToken> _byContent = new(StringComparer.Ordinal);
    private readonly Dictionary<int, AddedToken> _byId = [];
    private readonly Dictionary<string, int> _idsInFile = new(StringComparer.Ordinal);

    private AddedVocabulary(Vocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>Finds the tokens that are looked for in the text as it came.</summary>
    public AddedTokenFinder InRawText { get; private set; } = new([]);

    /// <summary>Finds those that are looked for in the normalized text.</summary>
    public AddedTokenFinder InNormalizedText { get; private set; } = new([]);

    public int HighestId => Math.Max(_vocabulary.HighestId, _byId.Keys.DefaultIfEmpty(-1).Max());

    /// <summary>Reads added_tokens, then adds what the settings name beyond them, as transformers does on loading.</summary>
    public static AddedVocabulary Read(ComponentJson root, Vocabulary vocabulary, TokenizerSettings settings, Normalizer? normalizer)
    {
        var added = new AddedVocabulary(vocabulary);
        if (root.Has("added_tokens"))
            foreach (var part in root.Children("added_tokens")) added.AddFromFile(AddedToken.Read(part), part);
        added.AddSettings(settings, root.File);
        added.InRawText = new(added._byContent.Values.Where(t => !t.Normalized).Select(t => (t.Content, t)));
        added.InNormalizedText = new(added._byContent.Values.Where(t => t.Normalized).Select(t => (normalizer?.Apply(t.Content) ?? t.Content, t)));
        return added;
    }

    /// <summary>Only what the settings name; all of it is looked for in the text as it came.</summary>
    /// <param name="file">The vocabulary's file, for complaints.</param>
    public static AddedVocabulary OfSettings(Vocabulary vocabulary, TokenizerSettings settings, string file)
    {
        var added = new AddedVocabulary(vocabulary);
        foreach (var token in settings.ClassTokens(vocabulary.Count)) added.Put(token);
        added.AddSettings(settings, file);
        added.InRawText = new(added._byContent.Values.Select(t => (t.Content, t)));
        return added;
    }

    /// <summary>Special tokens with their ids, between which others may be missing; looked for in the text as it came.</summary>
    /// <param name="file">The vocabulary's file, for complaints.</param>
    /// <exception cref="CheckpointException">A token or an id is the vocabulary's already, or comes twice.</exception>
    public static AddedVocabulary OfSpecial(Vocabulary vocabulary, IReadOnlyDictionary<string, int> special, string file)
    {
        var added = new AddedVocabulary(vocabulary);
        foreach (var (content, id) in special)
        {
            if (content.Length == 0 || id is < 0 or > Vocabulary.LargestId || added.IdOf(content) is not null || added.TokenOf(id) is not null)
                throw new CheckpointException($"The special token '{content}' with the id {id} does not go with '{file}': it must have a spelling and an id " +
                    $"from 0 to {Vocabulary.LargestId} that no other token has.");
            added.Put(new AddedToken(id, content, Special: true));
        }
        added.InRawText = new(added._byContent.Values.Select(t => (t.Content, t)));
        return added;
    }

    /// <summary>Every added token's spelling.</summary>
    public IEnumerable<string> Contents => _byContent.Keys;

    public int? IdOf(string token) => _byContent.TryGetValue(token, out var added) ? added.Id : _vocabulary.IdOf(token);

    public string? TokenOf(int id) => _byId.TryGetValue(id, out var added) ? added.Content : _vocabulary.TokenOf(id);

    public bool IsSpecial(int id) => _byId.TryGetValue(id, out var added) && added.Special;

    private void AddSettings(TokenizerSettings settings, string file)
    {
        foreach (var token in settings.AddedTokens()) AddFromSettings(token, file);
        AddedToken[] named = [.. settings.Special.Values, .. settings.Additional];
        foreach (var token in named) AddSpecial(token);
    }

    private void AddFromFile(AddedToken token, ComponentJson part)
    {
        if ((_vocabulary.IdOf(token.Content) ?? (_idsInFile.TryGetValue(token.Content, out var before) ? before : null)) is { } own && own != token.Id)
            throw part.Damaged($"{part.Place} gives '{token.Content}' the id {token.Id}, and it has the id {own} already");
        if ((_vocabulary.TokenOf(token.Id) ?? _idsInFile.FirstOrDefault(t => t.Value == token.Id).Key) is { } other && other != token.Content)
            throw part.Damaged($"{part.Place} gives '{token.Content}' the id {token.Id}, which belongs to '{other}'");
        _idsInFile[token.Content] = token.Id;
        var id = IdOf(token.Content) ?? LibrarysNextId();
        if (_vocabulary.TokenOf(id) is { } holder && holder != token.Content)
            throw part.Damaged($"{part.Place} adds '{token.Content}', which Hugging Face's library gives the id {id}, and that belongs to '{holder}'");
        Put(token with { Id = id });
    }

    /// <summary>The settings' flags win, but a token known already is still looked for where tokenizer.json says.</summary>
    private void AddFromSettings(AddedToken token, string file)
    {
        var known = _byContent.GetValueOrDefault(token.Content);
        var id = IdOf(token.Content) ?? NextId();
        if (id != token.Id && !(_idsInFile.TryGetValue(token.Content, out var written) && written == token.Id))
            throw new CheckpointException(
                $"{TokenizerFiles.Config} gives '{token.Content}' the id {token.Id}; by '{file}' it is {id}. Fetch both again: they are of two tokenizers.");
        Put(known is null ? token : token with { Id = id, Normalized = known.Normalized && (known.Special || token.Normalized) });
    }

    private void AddSpecial(AddedToken token)
    {
        if (_byContent.TryGetValue(token.Content, out var known)) Put(known with { Special = true });
        else Put(token with { Id = IdOf(token.Content) ?? NextId() });
    }

    private int NextId() => HighestId + 1;

    /// <summary>Hugging Face's library takes no notice of the file's id for a token that the model does not have: behind a gap it gives the next free one,
    /// which is what models are trained with.</summary>
    private int LibrarysNextId() => Math.Max(_vocabulary.Count, _byId.Keys.DefaultIfEmpty(-1).Max() + 1);

    private void Put(AddedToken token) => _byContent[token.Content] = _byId[token.Id] = token;
}
