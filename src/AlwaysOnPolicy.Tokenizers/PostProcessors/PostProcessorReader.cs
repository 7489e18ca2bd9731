using System.Text.Json;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.PostProcessors;

/// <summary>Reads the post-processor of tokenizer.json: every kind is a template in the end.</summary>
internal static class PostProcessorReader
{
    private const string Supported = "ByteLevel, TemplateProcessing, BertProcessing, RobertaProcessing, Sequence";

    public static PostProcessor Read(ComponentJson? part)
    {
        if (part is null) return PostProcessor.Plain;
        var processor = part.Type switch
        {
            "ByteLevel" => PostProcessor.Plain.With(SpanTrimming.Read(part)),
            "TemplateProcessing" => Template(part),
            "BertProcessing" => Bert(part),
            "RobertaProcessing" => Roberta(part),
            "Sequence" => OneOf(part),
            _ => throw part.UnknownType(Supported),
        };
        part.Done();
        return processor;
    }

    private static PostProcessor OneOf(ComponentJson part)
    {
        PostProcessor[] processors = [.. part.Children("processors").Select(Read)];
        var trimming = processors.Select(p => p.Trimming).FirstOrDefault(t => t is not null);
        return processors.Where(p => !p.AddsNothing).ToArray() switch
        {
            [] => PostProcessor.Plain.With(trimming),
            [var one] => one.With(trimming),
            _ => throw part.Unsupported("a sequence of several processors that add tokens", "one of them, and ByteLevel"),
        };
    }

    private static PostProcessor Bert(ComponentJson part)
    {
        return PostProcessor.Bert(SpecialId(part, "cls"), SpecialId(part, "sep"));
    }

    private static PostProcessor Roberta(ComponentJson part)
    {
        var trimming = SpanTrimming.Read(part);
        var (cls, sep) = (SpecialId(part, "cls"), SpecialId(part, "sep"));
        Piece[] single = [Piece.Special(cls, 0), Piece.Of(0, 0), Piece.Special(sep, 0)];
        return new PostProcessor(single, [.. single, Piece.Special(sep, 0), Piece.Of(1, 0), Piece.Special(sep, 0)]).With(trimming);
    }

    /// <summary>A token and its id: ["[CLS]", 101].</summary>
    private static int SpecialId(ComponentJson part, string name) => part.Items(name).ToArray() switch
    {
        [_, { ValueKind: JsonValueKind.Number } id] => CheckId(part, name, id),
        _ => throw part.Wrong(name, "a token and its id"),
    };

    private static int CheckId(ComponentJson part, string name, JsonElement id) =>
        id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var value) && value is >= 0 and <= Vocabulary.LargestId
            ? value
            : throw part.Damaged($"{part.Place}.{name}: {id.GetRawText()} is no token id");

    private static PostProcessor Template(ComponentJson part)
    {
        var special = new Dictionary<string, int[]>(StringComparer.Ordinal);
        foreach (var (name, _) in part.Has("special_tokens") ? part.Entries("special_tokens").ToArray() : [])
        {
            var token = part.Child("special_tokens").Child(name);
            special[name] = [.. token.Items("ids").Select(i => CheckId(token, "ids", i))];
        }
        return new PostProcessor(Pieces(part, "single", special, texts: 1), Pieces(part, "pair", special, texts: 2));
    }

    private static Piece[] Pieces(ComponentJson part, string name, Dictionary<string, int[]> special, int texts)
    {
        Piece[] pieces = [.. part.Children(name).Select(p => OnePiece(p, special))];
        for (var text = 0; text < 2; text++)
            if (pieces.Count(p => p.Text == text) != (text < texts ? 1 : 0))
                throw part.Unsupported($"a template '{name}' that does not hold {(texts == 1 ? "the text" : "both texts")} exactly once");
        return pieces;
    }

    private static Piece OnePiece(ComponentJson part, Dictionary<string, int[]> special)
    {
        if (part.ChildOrNull("Sequence") is { } sequence)
            return Piece.Of(sequence.Text("id") switch { "A" => 0, "B" => 1, _ => throw sequence.Wrong("id", "A or B") }, sequence.Int("type_id"));
        var token = part.Child("SpecialToken");
        return special.TryGetValue(token.Text("id"), out var ids)
            ? new Piece(null, ids, token.Int("type_id"))
            : throw token.Damaged($"{token.Place}: '{token.Text("id")}' is not among the special_tokens of the template");
    }
}
