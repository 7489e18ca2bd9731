using AlwaysOnPolicy.Tokenizers.Characters;
using AlwaysOnPolicy.Tokenizers.Decoders;
using AlwaysOnPolicy.Tokenizers.Encodings;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Models;
using AlwaysOnPolicy.Tokenizers.Offsets;
using AlwaysOnPolicy.Tokenizers.Pipelines;
using AlwaysOnPolicy.Tokenizers.SentencePiece;
using AlwaysOnPolicy.Tokenizers.Templates;
using AlwaysOnPolicy.Tokenizers.Tiktoken;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers;

/// <summary>A tokenizer from its files: HuggingFace's tokenizer.json, else a SentencePiece model, else a tiktoken file, with what their neighbours say of
/// special tokens and chat. Safe to use from several threads.</summary>
/// <remarks>Ids and decoded texts equal those of transformers' fast tokenizers, from a T5 or DeBERTa-v3 SentencePiece model those of the Python ones, from a
/// tiktoken file those of tiktoken; what is not built here is refused by name when it is loaded.</remarks>
public sealed class Tokenizer
{
    private readonly TokenizerFiles _files;
    private readonly TokenizerSettings _settings;
    private readonly TokenPipeline _pipeline;
    private readonly Dictionary<string, string> _specialTexts;

    private Tokenizer(TokenizerFiles files, TiktokenEncoding? encoding)
    {
        _files = files;
        _settings = new TokenizerSettings(files);
        string? bos = null, eos = null;
        if (files.JsonOrNull(TokenizerFiles.Main) is { } json) _pipeline = TokenPipeline.Read(json, _settings);
        else if (files.SentencePieceModel() is { } model) _pipeline = SpmPipeline.Build(SpmFile.Parse(model.Path, model.Bytes), _settings);
        else
        {
            var (path, bytes) = files.Tiktoken();
            var vocabulary = TiktokenFile.Read(path, bytes);
            encoding ??= TiktokenFamily.Of(path, vocabulary.Count, files.ModelType());
            _pipeline = TiktokenPipeline.Build(path, vocabulary, encoding);
            (bos, eos) = (encoding.BeginOfText, encoding.EndOfText);
        }
        Template = ReadTemplate();
        _specialTexts = _settings.Special.ToDictionary(s => s.Key, s => s.Value.Content);
        // The settings' class may stand for a vocabulary of another kind: what is no token does not count.
        if (bos is not null && SpecialId("bos_token") is null) _specialTexts["bos_token"] = bos;
        if (eos is not null && SpecialId("eos_token") is null && IdOf(eos) is not null) _specialTexts["eos_token"] = eos;
        BosId = SpecialId("bos_token");
        EosId = SpecialId("eos_token");
        PadId = SpecialId("pad_token");
        UnkId = SpecialId("unk_token");
    }

    /// <summary>Highest id + 1, added tokens included.</summary>
    public int VocabularySize => _pipeline.Added.HighestId + 1;

    public int? BosId { get; }

    /// <summary>What ends a text; of a chat model, what ends a turn.</summary>
    public int? EosId { get; }

    public int? PadId { get; }

    public int? UnkId { get; }

    /// <summary>Most tokens that the model was made for, as the settings say; null where they do not.</summary>
    public int? ModelMaxLength => _settings.ModelMaxLength;

    /// <summary>The chat template, or null.</summary>
    public ChatTemplate? Template { get; }

    /// <summary>Reads a folder's tokenizer, or one of its files: a tokenizer.json, a SentencePiece model, or a tiktoken file of a known encoding (its number of
    /// tokens tells, else its name).</summary>
    /// <exception cref="CheckpointException">The files are missing or damaged, or ask for something that is not built here.</exception>
    public static Tokenizer Load(string path) => new(
        !Directory.Exists(path) && (File.Exists(path) || path.EndsWith(TokenizerFiles.TiktokenExtension, StringComparison.Ordinal))
            ? TokenizerFiles.ReadFile(path, isTiktoken: false)
            : TokenizerFiles.Read(path),
        encoding: null);

    /// <summary>Reads a tiktoken file of any encoding.</summary>
    /// <param name="file">One token a line: its bytes in base64, a blank, its rank, which is its id.</param>
    /// <param name="encoding">What such a file does not hold: the pattern of its words and the special tokens.</param>
    /// <exception cref="CheckpointException">The file is missing or damaged, or a special token does not go with it.</exception>
    /// <exception cref="SettingsException">The pattern is none, or one that .NET reads in another way.</exception>
    public static Tokenizer LoadTiktoken(string file, TiktokenEncoding encoding) => new(TokenizerFiles.ReadFile(file, isTiktoken: true), encoding);

    public int? IdOf(string token) => _pipeline.Added.IdOf(token);

    /// <summary>The token of an id, in the vocabulary's spelling.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No token has the id.</exception>
    public string TokenOf(int id) =>
        _pipeline.Added.TokenOf(id) ?? throw new ArgumentOutOfRangeException(nameof(id), id, $"The tokenizer in '{_files.Folder}' has no token with this id.");

    /// <summary>The ids of a text, neither cut nor padded. Special tokens spelt out in the text are found.</summary>
    public int[] Encode(string text, bool addSpecialTokens = true)
    {
        var ids = _pipeline.Tokens(text, splitSpecialTokens: false);
        return addSpecialTokens ? _pipeline.PostProcessor.Ids(ids) : [.. ids];
    }

    /// <summary>The same ids, each with its token's place in the text, in UTF-16 units; slower.</summary>
    /// <remarks>As Encoding.offsets of Hugging Face's library, which counts in code points: a token of a few of a character's bytes has the whole
    /// character, one that stands for what a normalizer wrote the characters that it wrote it for; special tokens that are added have an empty span at 0.
    /// Blanks at a token's ends belong to it but where the file's post-processor says trim_offsets.</remarks>
    public (int[] Ids, TextSpan[] Spans) EncodeWithOffsets(string text, bool addSpecialTokens = true)
    {
        var tokens = _pipeline.PlacedTokens(text);
        if (_pipeline.PostProcessor.Trimming is { } trimming)
            for (var i = 0; i < tokens.Count; i++)
                tokens[i] = tokens[i] with { Span = trimming.Trim(tokens[i].Span, TokenOf(tokens[i].Id), isFirst: i == 0) };
        if (addSpecialTokens) tokens = _pipeline.PostProcessor.Place(tokens);
        return ([.. tokens.Select(t => t.Id)], [.. tokens.Select(t => t.Span)]);
    }

    /// <summary>The ids of a text that will go on: what the tokenizer puts before a text is added, what it puts behind one is not.</summary>
    public int[] EncodeOpening(string text)
    {
        var ids = _pipeline.Tokens(text, splitSpecialTokens: false);
        var before = _pipeline.PostProcessor.Before;
        return ids.Take(before.Length).SequenceEqual(before) ? [.. ids] : [.. before, .. ids];
    }

    /// <summary>A text or a pair with masks, cut and padded as the options say.</summary>
    /// <param name="pair">The second text, or null. An empty one is a text, as in a batch of transformers; its fast tokenizers take it for none when called
    /// with one pair alone.</param>
    /// <exception cref="DataException">The text that may be cut is too short for the length asked.</exception>
    /// <exception cref="SettingsException">The options contradict each other, or padding is asked of a tokenizer without a padding token.</exception>
    public Encoding EncodePair(string text, string? pair, EncodeOptions options) => EncodeBatch([(text, pair)], options)[0];

    /// <summary>Rows of a batch, each as by <see cref="EncodePair"/>; padding to the longest looks at all of them.</summary>
    /// <exception cref="DataException">A text that may be cut is too short for the length asked.</exception>
    /// <exception cref="SettingsException">The options contradict each other, or padding is asked of a tokenizer without a padding token.</exception>
    public Encoding[] EncodeBatch(IReadOnlyList<(string Text, string? Pair)> rows, EncodeOptions options)
    {
        Encoding[] encoded = [.. rows.Select(r => EncodeRow(r.Text, r.Pair, options))];
        if (options.Padding == PaddingMode.None || encoded.Length == 0) return encoded;
        var length = options.Padding == PaddingMode.Longest
            ? encoded.Max(e => e.Ids.Length)
            : options.MaxLength ?? throw new SettingsException("Padding to a largest length needs that length: set MaxLength.");
        if (options.PadToMultipleOf is < 1)
            throw new SettingsException($"PadToMultipleOf is {options.PadToMultipleOf}; it must be 1 or more.");
        var padId = options.PadId ?? PadId
            ?? throw new SettingsException($"The tokenizer in '{_files.Folder}' has no padding token: set pad_token in its {TokenizerFiles.Config}.");
        return PaddedBatch.Fill(encoded, padId, options.PaddingSide ?? _settings.PaddingSide, length, options.PadToMultipleOf);
    }

    /// <summary>The text of ids. Ids that no token has add nothing: models often have more rows than their tokenizer has tokens.</summary>
    /// <remarks>Blanks before marks go where clean_up_tokenization_spaces asks for it, and never of byte-pair encoding, in which blanks are the text's
    /// own.</remarks>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens = false)
    {
        var added = _pipeline.Added;
        var tokens = ids.Where(id => !(skipSpecialTokens && added.IsSpecial(id))).Select(added.TokenOf).OfType<string>();
        var text = _pipeline.Decoder.Decode(tokens);
        return _settings.CleanUpSpaces && _pipeline.Model is not Bpe ? Spacing.CleanUp(text) : text;
    }

    /// <summary>The text of one token as it reads behind other text; U+FFFD for a part of a character, empty for an id that no token has.</summary>
    public string TextOf(int id)
    {
        var (alone, twice) = (Decode([id]), Decode([id, id]));   // some decoders take a blank from the first token
        return !alone.Contains('\uFFFD', StringComparison.Ordinal) && twice.StartsWith(alone, StringComparison.Ordinal) ? twice[alone.Length..] : alone;
    }

    /// <summary>The bytes of UTF-8 that one token adds behind other text; they may be a part of a character.</summary>
    public byte[] BytesOf(int id)
    {
        var text = TextOf(id);
        if (!text.Contains('\uFFFD', StringComparison.Ordinal)) return System.Text.Encoding.UTF8.GetBytes(text);
        if (ByteTokens.ByteOf(TokenOf(id)) is { } value) return [value];
        var bytes = new List<byte>();
        ByteAlphabet.AppendBytes(TokenOf(id), bytes);
        return [.. bytes];
    }

    /// <summary>Runs the chat template.</summary>
    /// <param name="addGenerationPrompt">Ends with what opens the model's own turn.</param>
    /// <param name="today">The day that the template's strftime_now writes; null for <see cref="ChatTemplate.UsualDay"/>.</param>
    /// <exception cref="CheckpointException">There is no template, it is no Jinja, or it comes to something that is not built here.</exception>
    /// <exception cref="DataException">The template refuses these turns.</exception>
    public string RenderChat(IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt, DateOnly? today = null) => Render(turns, addGenerationPrompt, today).Text;

    /// <summary>The same with the places of the texts that the template marks as the model's own.</summary>
    /// <inheritdoc cref="RenderChat"/>
    public RenderedChat Render(IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt, DateOnly? today = null)
    {
        if (Template is null) throw new CheckpointException(NoTemplate());
        return Template.Render(turns, addGenerationPrompt, _specialTexts, today);
    }

    /// <summary>A conversation's tokens and which of them are the assistant's: what supervised fine-tuning on all turns learns from.</summary>
    /// <remarks>As transformers' return_assistant_tokens_mask: a token that reaches into a marked text counts, with all between the first and the last
    /// such.</remarks>
    /// <inheritdoc cref="RenderChat"/>
    public EncodedChat EncodeChat(IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt = false, DateOnly? today = null)
    {
        var chat = Render(turns, addGenerationPrompt, today);
        var tokens = _pipeline.PlacedTokens(chat.Text);
        var mask = new int[tokens.Count];
        foreach (var (start, end) in chat.Generated)
        {
            var first = tokens.FindIndex(t => t.Span.Start < end && t.Span.End > start);
            if (first >= 0) mask.AsSpan(first..(tokens.FindLastIndex(t => t.Span.Start < end && t.Span.End > start) + 1)).Fill(1);
        }
        return new EncodedChat([.. tokens.Select(t => t.Id)], mask);
    }

    /// <summary>Writes the tokenizer's files as they were read; where transformers 5 would compute other ids by the class that tokenizer_config.json names, the
    /// class that computes these is named there.</summary>
    public void CopyFilesTo(string folder) => _files.CopyTo(folder, _files.BytesOrNull(TokenizerFiles.Main) is { } file
        ? SavedSettings.Of(_settings, _files.BytesOrNull(TokenizerFiles.Config), file)
        : null);

    private Encoding EncodeRow(string text, string? pair, EncodeOptions options)
    {
        var first = _pipeline.Tokens(text, options.SplitSpecialTokens);
        var second = pair is null ? null : _pipeline.Tokens(pair, options.SplitSpecialTokens);
        if (options.MaxLength is { } length && options.Truncation != Truncation.None)
        {
            var limit = length - (options.AddSpecialTokens ? _pipeline.PostProcessor.AddedTokens(pair is not null) : 0);
            if (_pipeline.IsPythons)
            {
                Truncating.ApplyWherePossible(first, second, limit, options.Truncation, options.TruncationSide ?? _settings.TruncationSide);
                return _pipeline.PostProcessor.Apply(first, second, options.AddSpecialTokens);
            }
            if (limit < 0) throw new SettingsException($"MaxLength is {length}, and the special tokens alone are more: raise it.");
            Truncating.Apply(first, second, limit, options.Truncation, options.TruncationSide ?? _settings.TruncationSide);
        }
        return _pipeline.PostProcessor.Apply(first, second, options.AddSpecialTokens);
    }

    private ChatTemplate? ReadTemplate() => _settings.ChatTemplates.TryGetValue("default", out var source)
        ? new ChatTemplate(source, _files.Folder)
        : null;

    private string NoTemplate() => _settings.ChatTemplates.Count > 0
        ? $"'{_files.Folder}' has the chat templates {string.Join(", ", _settings.ChatTemplates.Keys)}, and none called default. Write the one to use to " +
            $"{TokenizerFiles.TemplateText}."
        : $"'{_files.Folder}' has no chat template. Use an instruction-tuned model, or set prompt_format.template to a text with {{question}} in it.";

    private int? SpecialId(string name) => _specialTexts.TryGetValue(name, out var token) ? IdOf(token) : null;
}
