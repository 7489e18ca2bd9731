using AlwaysOnPolicy.Tokenizers.Decoders;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Models;
using AlwaysOnPolicy.Tokenizers.Normalizers;
using AlwaysOnPolicy.Tokenizers.PostProcessors;
using AlwaysOnPolicy.Tokenizers.PreTokenizers;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Pipelines;

/// <summary>The components of tokenizer.json, with what the tokenizer's class and settings change about them.</summary>
internal sealed partial record TokenPipeline(
    Normalizer? Normalizer, PreTokenizer? PreTokenizer, TokenModel Model, PostProcessor PostProcessor, Decoder Decoder, AddedVocabulary Added)
{
    /// <summary>The reference is one of transformers' Python classes: truncation of one text cuts it only where that leaves something of it, without a
    /// complaint.</summary>
    public bool IsPythons { get; init; }

    public static TokenPipeline Read(ComponentJson root, TokenizerSettings settings)
    {
        // How to cut and pad is said in each call, so the file's own wishes about it do not count; nor do they in transformers.
        foreach (var name in (string[])["version", "truncation", "padding"]) root.Has(name);

        // The model first: where its kind is not built here, that is what the complaint should name.
        var model = TokenModelReader.Read(root.Child("model"));
        var normalizer = NormalizerReader.ReadOrNull(root.ChildOrNull("normalizer"));
        if (normalizer is BertNormalizer bert && TokenizerClass.SetsCase(settings.Class))
            normalizer = bert.With(settings.BertCase.SplitIdeographs, settings.BertCase.StripAccents, settings.BertCase.Lowercase);
        var preTokenizer = PreTokenizerReader.ReadOrNull(root.ChildOrNull("pre_tokenizer"));
        if (preTokenizer is ByteLevel byteLevel && TokenizerClass.SetsPrefixSpace(settings.Class)) preTokenizer = byteLevel.With(settings.AddPrefixSpace);
        var postProcessor = PostProcessorReader.Read(root.ChildOrNull("post_processor"));
        var decoder = DecoderReader.Read(root.ChildOrNull("decoder"));
        var added = AddedVocabulary.Read(root, model.Vocabulary, settings, normalizer);
        root.Done();
        if (TokenizerClass.AddsBosAndEos(settings.Class) || settings.NamesBosOrEos) postProcessor = BosAndEos(settings, added);
        return new TokenPipeline(normalizer, preTokenizer, model, postProcessor, decoder, added);
    }

    public List<int> Tokens(string text, bool splitSpecialTokens)
    {
        var ids = new List<int>((text.Length / 3) + 4);
        var (parts, inner, words) = (new List<TextPart>(), new List<TextPart>(), new List<ReadOnlyMemory<char>>());
        Added.InRawText.Split(text.AsMemory(), splitSpecialTokens, parts);
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            if (part.Token is { } token)
            {
                ids.Add(token.Id);
                continue;
            }
            inner.Clear();
            Added.InNormalizedText.Split(Normalizer is null ? part.Text : Normalizer.Apply(part.Text.ToString()).AsMemory(), splitSpecialTokens, inner);
            for (var k = 0; k < inner.Count; k++)
            {
                var piece = inner[k];
                if (piece.Token is { } innerToken)
                {
                    ids.Add(innerToken.Id);
                    continue;
                }
                words.Clear();
                if (PreTokenizer is null) words.Add(piece.Text);
                else PreTokenizer.Split(piece.Text, opensText: i == 0 && k == 0 && (Normalizer?.KeepsBeginning(part.Text.ToString()) ?? true), words);
                foreach (var word in words) Model.Tokenize(word.Span, ids);
            }
        }
        return ids;
    }

    /// <summary>Llama's tokenizer classes build their template from add_bos_token and add_eos_token and take no notice of the file's.</summary>
    public static PostProcessor BosAndEos(TokenizerSettings settings, AddedVocabulary added)
    {
        Piece[] Around(int text)
        {
            Piece[] bos = settings.AddBos ? [Piece.Special(Id("bos_token"), text)] : [];
            Piece[] eos = settings.AddEos ? [Piece.Special(Id("eos_token"), text)] : [];
            return [.. bos, Piece.Of(text, text), .. eos];
        }

        int Id(string name) => settings.Special.TryGetValue(name, out var token) && added.IdOf(token.Content) is { } id
            ? id
            : throw new CheckpointException($"{TokenizerFiles.Config} asks for a {name} round each text, and there is none. Fetch the tokenizer again.");

        return new PostProcessor(Around(0), [.. Around(0), .. Around(1)]);
    }
}
