using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary><c>aop bench</c> in a process of its own: one line with everything in it, and one sentence where it cannot.</summary>
public sealed class BenchCommandTests
{
    private static readonly string[] s_common =
    [
        "bench", "model", "parameters", "dtype", "padding", "query_lengths", "new_tokens", "threads", "steps", "total_s", "tokens_per_second", "tflop",
        "gemm_gflops", "gemm_gflops_before", "gemm_gflops_after", "share_of_gemm", "peak_rss_mib", "processor_s",
    ];

    public static TheoryData<string, string[]> Benches => new()
    {
        { "ppo", ["gradient_checkpointing", "lora_rank", "generate_s", "step_s", "phases", "phase_peaks_mib", "new_tokens_per_second"] },
        { "sft", ["gradient_checkpointing", "lora_rank", "step_s", "phases"] },
        { "score", ["step_s"] },
        { "generate", ["generate_s", "new_tokens_per_second", "limit"] },
    };

    [Theory, MemberData(nameof(Benches))]
    public async Task A_bench_gives_one_line_of_JSON_with_all_keys_and_positive_figures(string bench, string[] own)
    {
        foreach (var dtype in new[] { "float32", "bfloat16" })
        {
            var line = await LineAsync(bench, "--dtype", dtype, "--query-len", "4..19", "--padding", "24", "--threads", "1");
            line.Select(p => p.Key).ShouldBe([.. s_common, .. own], ignoreOrder: true);
            ($"{line["bench"]}", $"{line["model"]}", $"{line["dtype"]}", $"{line["padding"]}").ShouldBe((bench, "tiny", dtype, "24"));
            line["parameters"]!.GetValue<long>().ShouldBe(331_136);
            line["threads"]!.GetValue<int>().ShouldBe(1);
            var lengths = line["query_lengths"]!.AsArray().Select(n => n!.GetValue<int>()).ToList();
            (lengths[0], lengths[^1]).ShouldBe((4, 19));
            line.Remove("lora_rank");   // 0: the model itself
            Numbers(line).ShouldAllBe(n => n > 0);
        }
    }

    [Fact]
    public async Task Training_benches_can_recompute_blocks()
    {
        (await LineAsync("ppo", "--gradient-checkpointing", "--query-len", "4"))["gradient_checkpointing"]!.GetValue<bool>().ShouldBeTrue();
        (await Tool.RunAsync("bench", "score", "--gradient-checkpointing")).ShouldBeOneClearError(2, "--gradient-checkpointing");
    }

    [Fact]
    public async Task The_yardsticks_alone_are_one_line_too()
    {
        var line = await LineAsync("gemm", "--threads", "1");
        line.Select(p => p.Key).ShouldBe(["bench", "model", "hidden_size", "vocabulary_size", "threads", "steps", "products", "memory_read_gb_per_second",
            "memory_read_gb_per_second_median", "peak_rss_mib", "processor_s"]);
        line["products"]!.AsArray().Select(p => $"{p!["rows"]} {p["inputs"]} {p["outputs"]} {p["dtype"]}").ShouldBe(
        [
            "1024 64 256 float32", "1024 256 64 float32", "1024 64 1024 float32", "16 64 256 float32", "16 256 64 float32", "16 64 1024 float32",
            "1024 64 256 bfloat16", "1024 256 64 bfloat16", "1024 64 1024 bfloat16", "16 64 256 bfloat16", "16 256 64 bfloat16", "16 64 1024 bfloat16",
        ]);
        Numbers(line).ShouldAllBe(n => n > 0);
    }

    [Fact]
    public async Task A_folder_is_measured_like_a_name_and_people_get_a_row_a_figure()
    {
        var folder = Directory.CreateTempSubdirectory("aop-bench-").FullName;
        try
        {
            var texts = Path.Combine(folder, "texts.txt");
            await File.WriteAllTextAsync(texts, string.Join('\n', Enumerable.Range(0, 50).Select(i => $"How many are {i} and {i + 1} together?")));
            (await Tool.RunAsync("init", "--tiny", Path.Combine(folder, "model"), "--texts", texts)).ExitCode.ShouldBe(0);
            foreach (var bench in new[] { "generate", "score", "gemm" })
            {
                string[] queries = bench == "gemm" ? [] : ["--query-len", "4"];
                var told = await Tool.RunAsync(["bench", bench, "--model", Path.Combine(folder, "model"), "--steps", "1", .. queries]);
                told.ExitCode.ShouldBe(0, told.Error);
                told.Output.ShouldContain($"{"bench",-32}{bench}");
                told.Output.ShouldContain("peak_rss_mib");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("--model is 'gpt3'", "ppo", "--model", "gpt3")]
    [InlineData("--query-len is '9..4'", "ppo", "--query-len", "9..4")]
    [InlineData("--query-len is 'many'", "sft", "--query-len", "many")]
    [InlineData("--padding is '0'", "score", "--padding", "0")]
    [InlineData("cannot be padded to 100", "ppo", "--padding", "100")]
    [InlineData("1024 positions", "generate", "--query-len", "1000")]
    [InlineData("--steps is 0", "gemm", "--steps", "0")]
    [InlineData("--threads is 0", "ppo", "--threads", "0")]
    [InlineData("float16", "ppo", "--dtype", "float16")]
    [InlineData("Did you mean 'aop bench score'?", "scores")]
    public async Task What_cannot_be_measured_is_one_sentence(string says, params string[] arguments) =>
        (await Tool.RunAsync(["bench", .. arguments])).ShouldBeOneClearError(2, says);

    private static async Task<JsonObject> LineAsync(params string[] arguments)
    {
        var told = await Tool.RunAsync(["bench", .. arguments, "--steps", "1", "--json"]);
        told.ExitCode.ShouldBe(0, told.Error);
        told.Error.ShouldBeEmpty();
        told.Output.Count(c => c == '\n').ShouldBe(1);
        return JsonNode.Parse(told.Output)!.AsObject();
    }

    /// <summary>All but the processor's seconds, of which some systems count no less than a hundredth.</summary>
    private static IEnumerable<double> Numbers(JsonNode? node) => node switch
    {
        JsonObject o => o.Where(p => p.Key != "processor_s").SelectMany(p => Numbers(p.Value)),
        JsonArray a => a.SelectMany(Numbers),
        JsonValue v when v.TryGetValue<double>(out var number) => [number],
        _ => [],
    };
}
