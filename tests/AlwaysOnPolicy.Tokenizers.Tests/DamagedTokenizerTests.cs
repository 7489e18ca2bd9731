using System.Diagnostics;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers.Encodings;
using AlwaysOnPolicy.Tokenizers.SentencePiece;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Mutated tokenizer files are read or refused by name: no other exception, no hang, no allocation that a number in the file asks for.</summary>
/// <remarks>A failure names corpus file and seed: <c>Mutate(bytes, seed)</c> makes the same file again. AOP_MUTATIONS sets how many are made of each
/// file.</remarks>
public sealed class DamagedTokenizerTests : IDisposable
{
    private static readonly int s_perFile = int.Parse(Environment.GetEnvironmentVariable("AOP_MUTATIONS") ?? "400");

    // Seeds that once found a fault.
    private static readonly int[] s_kept = [1830, 2833];

    // JSON and protobuf alike: numbers that are too large, brackets, half of a surrogate pair, lengths.
    private static readonly byte[][] s_fragments =
    [
        "null"u8.ToArray(), "{}"u8.ToArray(), "[]"u8.ToArray(), "-1"u8.ToArray(), "4194303"u8.ToArray(), "999999999999"u8.ToArray(), "1e999"u8.ToArray(),
        "\"\""u8.ToArray(),
        "\\ud800"u8.ToArray(), "\"type\""u8.ToArray(), "true"u8.ToArray(), [0xFF, 0xFF, 0xFF, 0xFF, 0x07], [0x0A, 0x00], [0x80], [0xC3, 0x28], [0],
    ];

    private static readonly string[] s_texts = ["Why is the sky blue?", " two  blanks\n</s> [SEP] <unk>", "naïve ﬁancé 日本 👩‍🚀", ""];

    private readonly string _folder = Directory.CreateTempSubdirectory("aop-damaged-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Corpus => ["trained-byte-bpe", "trained-unigram", "trained-wordpiece", "unigram.model", "bpe.model"];

    [Theory, MemberData(nameof(Corpus))]
    public void A_mutated_file_is_read_or_refused_by_name(string name)
    {
        var (file, intact, config) = Source(name);
        File.WriteAllText(Path.Combine(_folder, "tokenizer_config.json"), config);
        var path = Path.Combine(_folder, file);
        File.WriteAllBytes(path, intact);
        Use(Tokenizer.Load(_folder));
        var usual = Allocated(() => Tokenizer.Load(_folder));

        var refused = 0;
        foreach (var seed in Enumerable.Range(0, s_perFile).Union(s_kept))
        {
            var bytes = Mutate(intact, (ulong)seed);
            File.WriteAllBytes(path, bytes);
            var clock = Stopwatch.StartNew();
            Tokenizer? tokenizer = null;
            try
            {
                var allocated = Allocated(() => tokenizer = Tokenizer.Load(_folder));
                allocated.ShouldBeLessThan((2 * usual) + (2 * bytes.Length), $"{name}, seed {seed}: allocation of a loaded file");
            }
            catch (CheckpointException e)
            {
                refused++;
                e.Message.ShouldContain(_folder, Case.Sensitive, $"{name}, seed {seed}");
            }
            catch (Exception e) when (e is not ShouldAssertException)
            {
                Assert.Fail($"{name}, seed {seed}: loading threw {e}");
            }
            if (tokenizer is not null) UseWithoutCrash(tokenizer, $"{name}, seed {seed}");
            clock.Elapsed.TotalSeconds.ShouldBeLessThan(300, $"{name}, seed {seed}: a hang");
        }
        refused.ShouldBeGreaterThan(s_perFile / 20);
        refused.ShouldBeLessThan(s_perFile, "some mutations change a score or a letter of a token only");
    }

    private static void UseWithoutCrash(Tokenizer tokenizer, string which)
    {
        try
        {
            Use(tokenizer);
        }
        catch (Exception e) when (e is not UserErrorException)
        {
            Assert.Fail($"{which}: use threw {e}");
        }
        catch (UserErrorException)
        {
            // A table that points outside itself shows when a text leads there.
        }
    }

    private static void Use(Tokenizer tokenizer)
    {
        foreach (var text in s_texts)
        {
            tokenizer.Decode(tokenizer.Encode(text), skipSpecialTokens: true);
            tokenizer.EncodePair(text, text, new EncodeOptions { MaxLength = 9 });
        }
    }

    private static (string File, byte[] Bytes, string Config) Source(string name)
    {
        if (!name.EndsWith(".model", StringComparison.Ordinal))
            return ("tokenizer.json", File.ReadAllBytes(Goldens.Material($"tokenizers/{name}/tokenizer.json")),
                File.ReadAllText(Goldens.Material($"tokenizers/{name}/tokenizer_config.json")));
        var unigram = name == "unigram.model";
        SpmPiece[] bytes = unigram ? [] : [.. Enumerable.Range(0, 256).Select(b => new SpmPiece($"<0x{b:X2}>", 0, SpmPieceKind.Byte))];
        var words = Goldens.Json(Goldens.Material("tokenizers/trained-unigram/tokenizer.json")).GetProperty("model").GetProperty("vocab").EnumerateArray()
            .Skip(3)
            .Select(v => new SpmPiece(v[0].GetString()!, (float)v[1].GetDouble(), SpmPieceKind.Normal));
        var map = SpmWriter.CharMap(("ﬁ", "fi"), ("\n", " "), ("ï", "i"), ("日", "sun"), ("é", "e"));
        var model = SpmWriter.Write([.. SentencePieceTests.Opening, .. bytes, .. words], unigram ? SpmKind.Unigram : SpmKind.Bpe, byteFallback: !unigram,
            charMap: map);
        return ("tokenizer.model", model, $$"""{"tokenizer_class": "{{(unigram ? "T5Tokenizer" : "LlamaTokenizer")}}", "extra_ids": 5}""");
    }

    private static byte[] Mutate(byte[] intact, ulong seed)
    {
        var random = SeededRandom.For(seed, "mutation");
        List<byte> bytes = [.. intact];
        for (var change = 1 + random.Next(3); change > 0 && bytes.Count > 0; change--)
        {
            // Half of the changes hit the file's beginning or end, where the structure is.
            var place = random.Next(2) == 0 ? random.Next(bytes.Count) : random.Next(2) == 0
                ? random.Next(Math.Min(400, bytes.Count)) : bytes.Count - 1 - random.Next(Math.Min(400, bytes.Count));
            var length = Math.Min(1 + random.Next(random.Next(2) == 0 ? 8 : 400), bytes.Count - place);
            switch (random.Next(6))
            {
                case 0: bytes[place] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[place] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(place, length); break;
                case 3: bytes.InsertRange(place, bytes.GetRange(place, length)); break;
                case 4: bytes.InsertRange(place, random.Pick(s_fragments)); break;
                default:
                    var fragment = random.Pick(s_fragments);
                    bytes.RemoveRange(place, Math.Min(fragment.Length, bytes.Count - place));
                    bytes.InsertRange(place, fragment);
                    break;
            }
            if (random.Next(12) == 0) bytes.RemoveRange(place, bytes.Count - place);
        }
        return [.. bytes];
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
