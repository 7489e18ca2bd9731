using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.Vanilla;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>The numeric half of the vanilla pipeline at the paper's size: 36,000 questions of 384 numbers each → PCA → K-means → 8,000.</summary>
internal static class VanillaSpeed
{
    private const int Iterations = 4, Calls = 40, PromptsPerCall = 50, Clusters = 11, Components = 50, Restarts = 10, Width = 384, MostPerCall = 1000;

    /// <summary>Embeds questions of the miniature's author and keeps the rows in a file, as float32 one after the other.</summary>
    public static async Task EmbedAsync(string model, string file, int rows)
    {
        var questions = await QuestionsAsync(rows);
        using var encoder = SentenceEncoders.Load(model);
        using var output = File.Create(file);
        foreach (var part in questions.Chunk(2048))
        {
            foreach (var row in encoder.Encode([.. part.Select(q => q.Text)])) output.Write(MemoryMarshal.AsBytes<float>(row));
            Console.Error.Write($"\r{output.Length / 1024 / 1024} MB");
        }
        Console.Error.WriteLine();
    }

    public static async Task RunAsync(string file, int rows, int iterations)
    {
        var questions = await QuestionsAsync(rows);
        var embeddings = Read(file, rows);
        var author = new VanillaAuthor((_, _) => embeddings, Clusters, Components, Restarts);
        PeakMemory.Reset();
        var before = PeakMemory.Megabytes();
        var clock = Stopwatch.StartNew();
        var ranked = author.Rank(new(questions, []), HeldOutQuestions.None, Calls, PromptsPerCall, iterations, seed: 1, default);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} questions: {clock.Elapsed.TotalSeconds:0.00} s, at most " +
            $"{PeakMemory.Megabytes()} MB ({before} MB before)"));
        foreach (var cut in ranked.Cuts.Where(c => c.Left == iterations * Calls * PromptsPerCall)) Console.WriteLine(cut);
        foreach (var note in ranked.Prompts.Notes) Console.WriteLine(note);
    }

    /// <summary>The author's questions, and when it has no more, two of a domain in one post.</summary>
    private static async Task<Question[]> QuestionsAsync(int rows)
    {
        var world = MiniatureWorld.Create(new(), 1);
        var there = MiniatureWorld.TrainingQuestionCount(new());
        var calls = (there + MostPerCall - 1) / MostPerCall;
        var request = new Prompts.AuthorRequest { Samples = [], AuthorCalls = calls, PromptsPerCall = Math.Min(rows, there) / calls, Seed = 1 };
        var single = (await UniformAuthor.For(world).WriteAsync(request, default)).Prompts;
        var texts = single.Select(q => q.Text).ToHashSet(StringComparer.Ordinal);
        var posts = single.ToList();
        var domains = single.GroupBy(q => q.Domain).Select(g => g.ToArray()).ToArray();
        var random = SeededRandom.For(1, "posts of two questions");
        while (posts.Count < rows)
        {
            var domain = domains[posts.Count % domains.Length];
            var (first, second) = (random.Pick(domain), random.Pick(domain));
            var text = $"{first.Text} {second.Text}";
            if (texts.Add(text)) posts.Add(first with { Id = $"{posts.Count}", Text = text });
        }
        return [.. posts];
    }

    private static float[][] Read(string file, int rows)
    {
        using var input = File.OpenRead(file);
        var embeddings = new float[rows][];
        for (var i = 0; i < rows; i++) input.ReadExactly(MemoryMarshal.AsBytes((embeddings[i] = new float[Width]).AsSpan()));
        return embeddings;
    }
}
