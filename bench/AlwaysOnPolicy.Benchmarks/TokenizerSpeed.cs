using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>How fast tokenizers load and encode beside Hugging Face's own library, in one run and on one thread, and how fast a chat template is
/// rendered.</summary>
internal static class TokenizerSpeed
{
    private const int Rounds = 3, Tokens = 256_000;
    private const string Template = """
        {%- if messages[0].role == 'system' %}{{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}{%- endif %}
        {%- set ns = namespace(last=messages | length - 1) %}
        {%- for m in messages %}{%- if m.role != 'system' %}{{- '<|im_start|>' + m.role + '\n' + m.content.strip() + '<|im_end|>\n' }}{%- endif %}{%- endfor %}
        {%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}
        """;

    /// <param name="folders">Each with a tokenizer.json.</param>
    /// <param name="textFile">A line is a text.</param>
    public static void Run(string textFile, IEnumerable<string> folders)
    {
        string[] texts = [.. File.ReadLines(textFile).Where(l => l.Length > 0)];
        var megabytes = texts.Sum(Encoding.UTF8.GetByteCount) / 1e6;
        foreach (var folder in folders)
            for (var round = 1; round <= Rounds; round++)
            {
                var (tokenizer, load) = Timed(() => Tokenizer.Load(folder));
                var (_, encode) = Timed(() => texts.Sum(t => tokenizer.Encode(t).Length));
                var (library, libraryLoad) = Timed(() => new global::Tokenizers.DotNet.Tokenizer(Path.Combine(folder, "tokenizer.json")));
                var (_, libraryEncode) = Timed(() => texts.Sum(t => library.Encode(t).Length));
                library.Dispose();
                Console.WriteLine($"{folder} round {round}: load {load:0.00} s, first pass {megabytes / encode:0.00} MB/s; the library: {libraryLoad:0.00} " +
                    $"s, {megabytes / libraryEncode:0.00} MB/s");
            }
        var template = new ChatTemplate(Template, "the benchmark");
        ChatTurn[] turns = [new("system", "Be brief."), new("user", "Why is the sky blue?"), new("assistant", " Because of Rayleigh scattering. "),
            new("user", "And red at dusk?")];
        for (var round = 1; round <= Rounds; round++)
        {
            var (_, seconds) = Timed(() => Enumerable.Range(0, 20_000).Sum(_ => template.Render(turns, true, new Dictionary<string, string>()).Text.Length));
            Console.WriteLine($"template round {round}: {20_000 / seconds:0} renders a second");
        }
    }

    /// <summary>Writes a tokenizer.json of Gemma's size and shape with tokens that mean nothing but the words of a text.</summary>
    public static void WriteLarge(string folder, string textFile)
    {
        var (vocabulary, merges, seen) = (new JsonObject(), new JsonArray(), new HashSet<(string, string)>());
        var list = new List<string>();
        foreach (var token in Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>").Prepend("<unk>")) Add(token);
        foreach (var letter in File.ReadAllText(textFile).Replace(' ', '▁').EnumerateRunes().Select(r => r.ToString()).Append("▁").Distinct()) Add(letter);
        foreach (var word in File.ReadAllText(textFile).Split(' ', '\n').Where(w => w.Length > 0).Distinct().Select(w => "▁" + w))
            for (var i = 2; i <= word.Length && list.Count < Tokens / 2; i++) Merge(word[..(i - 1)], word[(i - 1)..i]);
        // All parts of a made word are tokens, so that each can be joined in several ways, as in a vocabulary of SentencePiece's.
        var random = SeededRandom.For(1, "large tokenizer");
        string[] syllables = [.. from c in "bcdfghjklmnprstvwz" from v in "aeiou" select $"{c}{v}"];
        foreach (var syllable in syllables) Merge(syllable[..1], syllable[1..]);
        foreach (var (a, b) in from a in syllables from b in syllables select (a, b)) Merge(a, b);
        while (list.Count < Tokens)
        {
            string[] word = [.. Enumerable.Range(0, 5).Select(_ => syllables[random.Next(syllables.Length)])];
            for (var length = 3; length <= word.Length; length++)
                for (var from = 0; from + length <= word.Length && list.Count < Tokens; from++)
                    for (var cut = 1; cut < length; cut++) Merge(string.Concat(word[from..(from + cut)]), string.Concat(word[(from + cut)..(from + length)]));
        }
        var json = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(),
            ["normalizer"] = JsonNode.Parse("""{"type": "Replace", "pattern": {"String": " "}, "content": "▁"}"""),
            ["pre_tokenizer"] = JsonNode.Parse("""{"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": false}"""),
            ["post_processor"] = null,
            ["decoder"] = JsonNode.Parse("""{"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}]}"""),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = "<unk>",
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = true,
                ["byte_fallback"] = true,
                ["ignore_merges"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = merges,
            },
        };
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json.ToJsonString(
            new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Console.WriteLine($"{new FileInfo(Path.Combine(folder, "tokenizer.json")).Length} bytes, {list.Count} tokens, {merges.Count} merges");

        void Add(string token)
        {
            if (vocabulary.ContainsKey(token)) return;
            vocabulary[token] = list.Count;
            list.Add(token);
        }

        void Merge(string left, string right)
        {
            if (left.Length == 0 || right.Length == 0 || left.Length + right.Length > 24 || !vocabulary.ContainsKey(left) || !vocabulary.ContainsKey(right)
                || !seen.Add((left, right))) return;
            merges.Add($"{left} {right}");
            Add(left + right);
        }
    }

    /// <summary>In processor time of the process, so that what else the machine does counts little.</summary>
    private static (T Result, double Seconds) Timed<T>(Func<T> action)
    {
        var before = Environment.CpuUsage.TotalTime;
        var result = action();
        return (result, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }
}
