using AlwaysOnPolicy.Tokenizers.Vocabularies;
using Google.Protobuf;

namespace AlwaysOnPolicy.Tokenizers.SentencePiece;

/// <summary>What a piece of a SentencePiece model is for.</summary>
internal enum SpmPieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

internal readonly record struct SpmPiece(string Text, float Score, SpmPieceKind Kind);

internal enum SpmKind
{
    Unigram = 1,
    Bpe = 2,
    Word = 3,
    Char = 4,
}

/// <summary>A SentencePiece model (sentencepiece_model.proto): spiece.model, spm.model, tokenizer.model.</summary>
internal sealed class SpmFile
{
    private SpmFile(string path) => Path = path;

    public string Path { get; }

    public List<SpmPiece> Pieces { get; } = [];

    public SpmKind Kind { get; private set; } = SpmKind.Unigram;

    public bool ByteFallback { get; private set; }

    /// <summary>▁ closes a word in place of opening it.</summary>
    public bool MarksWordEnds { get; private set; }

    /// <summary>The precompiled table of replacements; empty where there is none.</summary>
    public byte[] CharMap { get; private set; } = [];

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraWhitespaces { get; private set; } = true;

    public bool EscapeWhitespaces { get; private set; } = true;

    public int UnknownId { get; private set; }

    /// <exception cref="CheckpointException">The bytes are no such model, or one that is not supported.</exception>
    public static SpmFile Parse(string path, byte[] bytes)
    {
        var file = new SpmFile(path);
        try
        {
            var input = new CodedInputStream(bytes);
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
                switch (WireFormat.GetTagFieldNumber(tag))
                {
                    case 1: file.Pieces.Add(Piece(file.Message(input, tag), file)); break;
                    case 2: file.ReadTrainer(file.Message(input, tag)); break;
                    case 3: file.ReadNormalizer(file.Message(input, tag)); break;
                    case 5: if (HasCharMap(file.Message(input, tag))) throw file.Unsupported("a denormalizer"); break;
                    default: input.SkipLastField(); break;
                }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw file.Damaged($"is no SentencePiece model: {e.Message}", e);
        }
        file.Check();
        return file;
    }

    public CheckpointException Damaged(string what, Exception? inner = null) =>
        inner is null ? new($"'{Path}' {what}. The file is damaged: fetch it again.") : new($"'{Path}' {what} The file is damaged: fetch it again.", inner);

    public CheckpointException Unsupported(string what) => new($"'{Path}' has {what}, which is not supported. Use a model with a tokenizer.json.");

    private void Check()
    {
        if (Pieces.Count == 0) throw Damaged("holds no piece");
        if (Kind is not (SpmKind.Unigram or SpmKind.Bpe)) throw Unsupported($"a model of the kind {Kind}");
        for (var id = 0; id < Pieces.Count; id++)
        {
            var piece = Pieces[id];
            if (piece.Text.Length == 0) throw Damaged($"holds an empty piece at {id}");
            if (!float.IsFinite(piece.Score)) throw Damaged($"gives the piece '{piece.Text}' the score {piece.Score}");
            if (!Enum.IsDefined(piece.Kind)) throw Damaged($"gives the piece '{piece.Text}' the unknown kind {(int)piece.Kind}");
            if (piece.Kind == SpmPieceKind.Byte && (!ByteFallback || ByteTokens.ByteOf(piece.Text) is null))
                throw Damaged($"has the byte piece '{piece.Text}'{(ByteFallback ? "" : " though byte_fallback is off")}");
        }
        var unknown = Enumerable.Range(0, Pieces.Count).Where(id => Pieces[id].Kind == SpmPieceKind.Unknown).ToArray();
        if (unknown.Length != 1) throw Damaged($"has {unknown.Length} pieces for the unknown, not 1");
        if (ByteFallback && Pieces.Where(p => p.Kind == SpmPieceKind.Byte).Select(p => p.Text).Distinct().Count() != 256)
            throw Damaged("falls back to bytes without a piece for each of the 256");
        UnknownId = unknown[0];
    }

    private static SpmPiece Piece(CodedInputStream message, SpmFile file)
    {
        var (text, score, kind) = ("", 0f, SpmPieceKind.Normal);
        for (var tag = message.ReadTag(); tag != 0; tag = message.ReadTag())
            switch (tag)
            {
                case (1 << 3) | 2: text = Text(message, file); break;
                case (2 << 3) | 5: score = message.ReadFloat(); break;
                case (3 << 3) | 0: kind = (SpmPieceKind)message.ReadEnum(); break;
                default: message.SkipLastField(); break;
            }
        return new SpmPiece(text, score, kind);
    }

    private static string Text(CodedInputStream message, SpmFile file)
    {
        try
        {
            return new System.Text.UTF8Encoding(false, true).GetString(message.ReadBytes().Span);
        }
        catch (ArgumentException)
        {
            throw file.Damaged($"holds a piece at {file.Pieces.Count} that is not UTF-8");
        }
    }

    private void ReadTrainer(CodedInputStream message)
    {
        for (var tag = message.ReadTag(); tag != 0; tag = message.ReadTag())
            switch (tag)
            {
                case (3 << 3) | 0: Kind = (SpmKind)message.ReadEnum(); break;
                case (24 << 3) | 0: MarksWordEnds = message.ReadBool(); break;
                case (35 << 3) | 0: ByteFallback = message.ReadBool(); break;
                default: message.SkipLastField(); break;
            }
    }

    private void ReadNormalizer(CodedInputStream message)
    {
        for (var tag = message.ReadTag(); tag != 0; tag = message.ReadTag())
            switch (tag)
            {
                case (2 << 3) | 2: CharMap = message.ReadBytes().ToByteArray(); break;
                case (3 << 3) | 0: AddDummyPrefix = message.ReadBool(); break;
                case (4 << 3) | 0: RemoveExtraWhitespaces = message.ReadBool(); break;
                case (5 << 3) | 0: EscapeWhitespaces = message.ReadBool(); break;
                default: message.SkipLastField(); break;
            }
    }

    private static bool HasCharMap(CodedInputStream message)
    {
        var found = false;
        for (var tag = message.ReadTag(); tag != 0; tag = message.ReadTag())
            if (tag == ((2 << 3) | 2)) found |= message.ReadBytes().Length > 0;
            else message.SkipLastField();
        return found;
    }

    private CodedInputStream Message(CodedInputStream input, uint tag) => WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited
        ? input.ReadBytes().CreateCodedInput()
        : throw Damaged($"is no SentencePiece model: its field {WireFormat.GetTagFieldNumber(tag)} is no message");
}
