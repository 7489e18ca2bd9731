using AlwaysOnPolicy.Tokenizers.Decoders;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Pipelines;
using AlwaysOnPolicy.Tokenizers.PostProcessors;

namespace AlwaysOnPolicy.Tokenizers.SentencePiece;

/// <summary>A tokenizer from a SentencePiece model alone, with what transformers' class for it adds: special tokens, template, way of decoding.</summary>
internal static class SpmPipeline
{
    private const string Supported = "T5Tokenizer, DebertaV2Tokenizer, LlamaTokenizer, GemmaTokenizer";

    public static TokenPipeline Build(SpmFile file, TokenizerSettings settings)
    {
        var model = SpmModel.Create(file);
        var added = AddedVocabulary.OfSettings(model.Vocabulary, settings, file.Path);
        var normalizer = new SpmNormalizer(file);
        switch (settings.Class)
        {
            case "T5Tokenizer":
                RequireLegacy(file, settings);
                return new TokenPipeline(normalizer, null, model, ClosedByEos(Id(settings, added, file, "eos_token")), Slow(dropsFirstMark: true),
                    added)
                { IsPythons = true };
            case "DebertaV2Tokenizer":
                if (settings.Flag("do_lower_case", false) || settings.Flag("split_by_punct", false))
                    throw file.Unsupported("the option do_lower_case or split_by_punct beside it");
                return new TokenPipeline(normalizer, null, model,
                    PostProcessor.Bert(Id(settings, added, file, "cls_token"), Id(settings, added, file, "sep_token")), Slow(dropsFirstMark: false), added)
                { IsPythons = true };
            case "LlamaTokenizer" or "GemmaTokenizer":
                if (settings.Class == "LlamaTokenizer") RequireLegacy(file, settings);
                Decoder[] decoders = [new ReplaceDecoder(t => t.Replace('▁', ' ')), new ByteFallbackDecoder(), new FuseDecoder()];
                if (file.AddDummyPrefix) decoders = [.. decoders, new StripDecoder(new System.Text.Rune(' '), 1, 0)];
                return new TokenPipeline(normalizer, null, model, TokenPipeline.BosAndEos(settings, added), new DecoderSequence(decoders), added);
            default:
                throw new CheckpointException($"'{file.Path}' belongs to a {settings.Class}, and a SentencePiece model alone is read for {Supported}. " +
                    $"Name the class in {TokenizerFiles.Config}, or use a model with a {TokenizerFiles.Main}.");
        }

        SpmDecoder Slow(bool dropsFirstMark)
        {
            var special = settings.Special.Values.Concat(settings.Additional).Select(t => t.Content).ToHashSet(StringComparer.Ordinal);
            // Special by being added, with an id beyond the model's pieces; the named ones go with the pieces round them.
            var named = settings.Special.Values.Select(t => t.Content).ToHashSet(StringComparer.Ordinal);
            var apart = added.Contents.Where(t => !named.Contains(t) && !(special.Contains(t) && model.Vocabulary.IdOf(t) is not null))
                .ToHashSet(StringComparer.Ordinal);
            return new SpmDecoder(file, model.Vocabulary, special, apart, dropsFirstMark);
        }
    }

    /// <summary>A text that ends with the token already is left as it is.</summary>
    private static PostProcessor ClosedByEos(int eos)
    {
        Piece[] single = [Piece.Of(0, 0), Piece.Special(eos, 0) with { UnlessThere = true }];
        return new PostProcessor(single, [.. single, Piece.Of(1, 0), Piece.Special(eos, 0) with { UnlessThere = true }]);
    }

    private static int Id(TokenizerSettings settings, AddedVocabulary added, SpmFile file, string name) =>
        settings.Special.TryGetValue(name, out var token) && added.IdOf(token.Content) is { } id ? id
            : throw new CheckpointException($"The tokenizer of '{file.Path}' has no {name}: name it in {TokenizerFiles.Config} beside it.");

    private static void RequireLegacy(SpmFile file, TokenizerSettings settings)
    {
        if (!settings.Flag("legacy", true)) throw file.Unsupported("the option 'legacy: false' beside it");
    }
}
