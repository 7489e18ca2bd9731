using System.Globalization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Products;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>Whether answers of fixed seeds are the same alone and beside others, in other orders and with other threads; and where one is not, how near its
/// draw lay to where one token's share of the probability ends and the next one's begins.</summary>
internal sealed class SameAnswers(CausalModel model)
{
    private const int Shared = 20, LongestQuestion = 40, Samples = 4;
    private const double LeastSame = 0.999, MostApart = 1e-4;

    private static readonly SamplingOptions s_options = new() { Temperature = 0.9, MinNewTokens = 4, MaxNewTokens = 32 };

    /// <returns>The exit code: 1 where more than one of a thousand answers differs, one differs far from a boundary, or one differs at all where the model is
    /// to be deterministic.</returns>
    public static int Run(string folder, int answers, string numbers)
    {
        using var model = ModelFolder.LoadCausal(folder, numbers == "bfloat16" ? ComputeType.Bfloat16 : ComputeType.Float32);
        var same = new SameAnswers(model);
        return same.Compare(answers, deterministic: false) & same.Compare(answers, deterministic: true) ? 0 : 1;
    }

    private bool Compare(int answers, bool deterministic)
    {
        model.Deterministic = deterministic;
        var requests = Requests(answers);
        var alone = Draw(requests, [.. Enumerable.Range(0, answers)], rows: 1, threads: 1);
        var shuffled = SeededRandom.For(1, "order").Permutation(answers);
        var isGood = true;
        foreach (var (name, order, rows, threads) in ((string, int[], int, int)[])
            [
                ("16 at once, in order, 2 threads", [.. Enumerable.Range(0, answers)], 16, 2),
                ("64 at once, from the last, 2 threads", [.. Enumerable.Range(0, answers).Reverse()], 64, 2),
                ("33 at once, shuffled, 1 thread", shuffled, 33, 1),
            ])
        {
            var beside = Draw(requests, order, rows, threads);
            int[] differing = [.. Enumerable.Range(0, answers).Where(i => !alone[i].SequenceEqual(beside[i]))];
            var apart = differing.Select(i => Apart(requests[i], alone[i], beside[i])).DefaultIfEmpty(0).Max();
            Console.WriteLine($"{(deterministic ? "deterministic, " : "")}{name}: {answers} answers, {differing.Length} differ from those alone" +
                (differing.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; their draws lay at most {apart:0.0e+0} from a boundary")));
            isGood &= deterministic ? differing.Length == 0 : differing.Length <= (1 - LeastSame) * answers && apart <= MostApart;
        }
        return isGood;
    }

    /// <summary>Several answers to each of questions that begin alike, which about each thirtieth token ends.</summary>
    private GenerationRequest[] Requests(int answers)
    {
        var random = new SeededRandom(7);
        int[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(model.VocabularySize))];
        var beginning = Tokens(Shared);
        int[][] questions = [.. Enumerable.Range(0, (answers + Samples - 1) / Samples)
            .Select(_ => (int[])[.. beginning, .. Tokens(1 + random.Next(LongestQuestion))])];
        var options = s_options with { EosIds = [.. Enumerable.Range(0, model.VocabularySize / 29).Select(i => i * 29)] };
        return [.. Enumerable.Range(0, answers).Select(i => new GenerationRequest(questions[i / Samples], options, Seeds.Derive(1, "same answers", i)))];
    }

    private int[][] Draw(GenerationRequest[] requests, int[] order, int rows, int threads)
    {
        TorchThreads.Set(threads);
        using var batch = new GenerationBatch(model, new() { MaxRows = rows, CacheTokens = rows * 128 });
        var drawn = requests.Select(_ => new List<int>()).ToArray();
        foreach (var i in order) batch.Add(requests[i]);   // rows are numbered in the order in which they are added
        while (batch.Running + batch.Waiting > 0)
            foreach (var token in batch.Step())
                if (token.Failure is null) drawn[order[token.Row]].Add(token.Id);
                else throw token.Failure;
        return [.. drawn.Select(d => d.ToArray())];
    }

    /// <summary>How far the draw of the first token that differs lay from what one of the two has of the probability: both cannot be right, and as far is at
    /// least one of them from it.</summary>
    private double Apart(GenerationRequest request, int[] one, int[] other)
    {
        var at = Enumerable.Range(0, Math.Min(one.Length, other.Length)).First(t => one[t] != other[t]);
        var random = new SeededRandom(request.Seed);
        var draw = 0.0;
        for (var t = 0; t <= at; t++) draw = random.NextDouble();
        var logits = Logits(request.Prompt, one[..at]).Select((l, id) => at < request.Sampling.MinNewTokens && request.Sampling.EosIds.Contains(id)
            ? double.NegativeInfinity : l / request.Sampling.Temperature).ToArray();
        var most = logits.Max();
        var weights = Array.ConvertAll(logits, l => Math.Exp(l - most));
        var total = weights.Sum();
        double Distance(int id)
        {
            var begin = weights[..id].Sum() / total;
            return Math.Max(0, Math.Max(begin - draw, draw - begin - (weights[id] / total)));
        }
        return Math.Max(Distance(one[at]), Distance(other[at]));
    }

    /// <summary>For what follows a prompt and an answer's beginning, computed alone.</summary>
    private float[] Logits(IReadOnlyList<int> prompt, int[] answer)
    {
        int[] tokens = [.. prompt, .. answer];
        int[] pages = [.. Enumerable.Range(0, PagePool.PagesFor(tokens.Length))];
        using var decoder = new CachedDecoder(model, tokens.Length, 1, pages.Length);
        if (prompt.Count > 1) decoder.Fill([new PageRow(0, prompt.Count - 1, 0, prompt.Count, pages)], tokens.AsSpan(0, prompt.Count - 1));
        float[] logits = [];
        for (var i = prompt.Count - 1; i < tokens.Length; i++) logits = decoder.Next([new PageRow(0, 1, i, i + 1, pages)], tokens.AsSpan(i, 1)).ToArray();
        return logits;
    }
}
