using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>Writes the folder of a Mistral 7B reward model with random weights: three shards of bfloat16, 14 GB. What is measured with it is how a model of
/// that size is loaded and run; its scores mean nothing.</summary>
internal static class LargeModel
{
    private const int Hidden = 4096, Inner = 14336, Layers = 32, Heads = 32, KeyValueHeads = 8, HeadSize = 128, Vocabulary = 32000, Shards = 3;
    private const ushort One = 0x3F80;      // 1.0 as bfloat16

    /// <param name="tokenizerFolder">Its tokenizer.json and tokenizer_config.json are copied; a chat template is put into the latter where it has none.</param>
    public static void Write(string folder, string tokenizerFolder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {"architectures": ["MistralForSequenceClassification"], "model_type": "mistral", "hidden_size": {{Hidden}}, "intermediate_size": {{Inner}},
             "num_hidden_layers": {{Layers}}, "num_attention_heads": {{Heads}}, "num_key_value_heads": {{KeyValueHeads}}, "head_dim": {{HeadSize}}, "vocab_size": {{Vocabulary}},
             "hidden_act": "silu", "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "sliding_window": 4096, "max_position_embeddings": 32768, "tie_word_embeddings": false,
             "num_labels": 1, "id2label": {"0": "LABEL_0"}, "torch_dtype": "bfloat16"}
            """);
        File.Copy(Path.Combine(tokenizerFolder, "tokenizer.json"), Path.Combine(folder, "tokenizer.json"), overwrite: true);
        var tokenizer = JsonNode.Parse(File.ReadAllText(Path.Combine(tokenizerFolder, "tokenizer_config.json")))!;
        tokenizer["chat_template"] ??= "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\\n' }}{% endfor %}";
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), tokenizer.ToJsonString());

        var tensors = Tensors().ToArray();
        var perShard = (tensors.Length + Shards - 1) / Shards;
        var map = new JsonObject();
        foreach (var (shard, number) in tensors.Chunk(perShard).Select((s, i) => (s, i + 1)))
        {
            var name = $"model-{number:00000}-of-{Shards:00000}.safetensors";
            WriteShard(Path.Combine(folder, name), shard);
            foreach (var tensor in shard) map[tensor.Name] = name;
        }
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), new JsonObject { ["weight_map"] = map }.ToJsonString());
    }

    private static IEnumerable<(string Name, long[] Shape)> Tensors()
    {
        yield return ("model.embed_tokens.weight", [Vocabulary, Hidden]);
        for (var i = 0; i < Layers; i++)
        {
            var block = $"model.layers.{i}";
            yield return ($"{block}.input_layernorm.weight", [Hidden]);
            yield return ($"{block}.self_attn.q_proj.weight", [Heads * HeadSize, Hidden]);
            yield return ($"{block}.self_attn.k_proj.weight", [KeyValueHeads * HeadSize, Hidden]);
            yield return ($"{block}.self_attn.v_proj.weight", [KeyValueHeads * HeadSize, Hidden]);
            yield return ($"{block}.self_attn.o_proj.weight", [Hidden, Heads * HeadSize]);
            yield return ($"{block}.post_attention_layernorm.weight", [Hidden]);
            yield return ($"{block}.mlp.gate_proj.weight", [Inner, Hidden]);
            yield return ($"{block}.mlp.up_proj.weight", [Inner, Hidden]);
            yield return ($"{block}.mlp.down_proj.weight", [Hidden, Inner]);
        }
        yield return ("model.norm.weight", [Hidden]);
        yield return ("score.weight", [1, Hidden]);
    }

    private static void WriteShard(string path, (string Name, long[] Shape)[] tensors)
    {
        var (header, end) = (new JsonObject(), 0L);
        foreach (var (name, shape) in tensors)
        {
            var begin = end;
            end += 2 * shape.Aggregate(1L, (a, b) => a * b);
            header[name] = JsonSerializer.SerializeToNode(new { dtype = "BF16", shape, data_offsets = new[] { begin, end } });
        }
        var bytes = Encoding.UTF8.GetBytes(header.ToJsonString());
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        file.Write(length);
        file.Write(bytes);
        var random = new Random(bytes.Length);
        foreach (var (name, shape) in tensors)
            WriteNumbers(file, shape.Aggregate(1L, (a, b) => a * b), name.Contains("norm", StringComparison.Ordinal) ? null : random);
    }

    /// <summary>Ones, or numbers of ± 0.008 to 0.016.</summary>
    private static void WriteNumbers(FileStream file, long count, Random? random)
    {
        var buffer = new byte[1 << 24];
        for (var left = 2 * count; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            random?.NextBytes(part);
            for (var i = 0; i < part.Length; i += 2)
            {
                var number = random is null ? One : (ushort)(0x3C00 | (part[i] & 0x7F) | ((part[i + 1] & 1) << 15));
                BinaryPrimitives.WriteUInt16LittleEndian(part[i..], number);
            }
            file.Write(part);
            left -= part.Length;
        }
    }
}
