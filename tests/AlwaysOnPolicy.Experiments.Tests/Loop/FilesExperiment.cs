using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Miniature;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>A folder with an untrained miniature model, data files that go together, and an experiment on them, of which nothing is run.</summary>
internal sealed class FilesExperiment : IDisposable
{
    public FilesExperiment()
    {
        MiniatureModel.Write(At("model"), seed: 1);
        MiniatureModel.Write(At("encoder"), seed: 1);   // for its tokenizer
        File.WriteAllText(Path.Combine(At("encoder"), "config.json"),
            """{"model_type": "bert", "vocab_size": 391, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 16, "num_hidden_layers": 1}""");
        Write("demonstrations.jsonl", i => $$"""{"question": "why is thing{{i}} dry ?", "answer": "moisten the starter ."}""");
        Write("probe.jsonl", i => $$"""{"domain": "d{{i % 2}}", "question": "why is topic{{i}} itchy ?"}""");
        Write("pool.jsonl", i => $$"""{"domain": "d{{i % 2}}", "question": "what of thing{{i}} ?"}""");
        Write("pairs.jsonl", i => $$"""{"question": "how is topic{{i}} ?", "chosen": "soothe .", "rejected": "ask ."}""");
        File.WriteAllText(At("own.yaml"), """
            world: files
            files:
              base_model: model
              encoder: encoder
              demonstrations: { data: { path: demonstrations.jsonl }, validation: 2 }
              probe: { data: { path: probe.jsonl } }
              pool: [{ path: pool.jsonl }]
              preferences: { data: { path: pairs.jsonl }, held_out_pairs: 5 }
            author: { kind: pool }
            vanilla: { kind: pool }
            loop: { author_calls: 2, prompts_per_call: 4 }
            ppo: { batch_size: 8, mini_batch_size: 4 }
            prompt_format: { template: "{question} <sep>", max_prompt_tokens: 23 }
            sampling: { max_new_tokens: 8 }
            sft: { max_answer_tokens: 16 }
            reward: { max_answer_tokens: 16 }
            evaluation: { judge: { kind: reward } }
            """);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("aop-files-").FullName;

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>40 lines, one for each number.</summary>
    public void Write(string name, Func<int, string> line) => File.WriteAllLines(At(name), Enumerable.Range(0, 40).Select(line));

    public ExperimentSettings Settings(params string[] overrides) => SettingsFile.Load<ExperimentSettings>(At("own.yaml"), overrides);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
