using AlwaysOnPolicy.Learning.Optimization;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Optimization;

/// <summary>The one-pass kernel against torch's own operations and their gradients.</summary>
public sealed class LogitRowsTests
{
    private const int Rows = 13, Width = 517;   // no multiple of a vector's width

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 30)]
    [InlineData(2, 1)]
    [InlineData(5, 300)]
    public void Log_probabilities_entropies_and_gradients_are_torchs(int threads, double scale)
    {
        using var scope = NewDisposeScope();
        var logits = (randn([Rows, Width], generator: new Generator(5)) * scale).requires_grad_(true);
        var tokens = Enumerable.Range(0, Rows).Select(i => (long)((i * 101) % Width)).ToArray();
        var (g, h) = (randn(Rows, generator: new Generator(6)), randn(Rows, generator: new Generator(7)));

        var logprobs = LogitArithmetic.TokenLogprobs(logits, tensor(tokens));
        var entropies = LogitArithmetic.Entropy(logits);
        ((logprobs * g).sum() + (entropies * h).sum()).backward();
        var rows = LogitRows.Of(logits.detach(), tokens, threads);

        Close(rows.Logprobs, logprobs, 1e-5 * scale);
        Close(rows.Entropies, entropies, 1e-5 * scale);
        var gradient = rows.Gradient(logits.detach().clone(), tokens, Floats(g), Floats(h), threads);
        Close(Floats(gradient), logits.grad!, 1e-5 * scale);

        logits.grad = null;
        (LogitArithmetic.TokenLogprobs(logits, tensor(tokens)) * g).sum().backward();
        Close(Floats(rows.Gradient(logits.detach().clone(), tokens, Floats(g), null, threads)), logits.grad!, 2e-6);
    }

    [Fact]
    public void A_row_does_not_depend_on_its_neighbours_nor_on_threads()
    {
        using var scope = NewDisposeScope();
        var logits = randn([Rows, Width], generator: new Generator(8)) * 3;
        var tokens = Enumerable.Range(0, Rows).Select(i => (long)i).ToArray();
        var all = LogitRows.Of(logits, tokens, threads: 1);
        var last = LogitRows.Of(logits.narrow(0, Rows - 1, 1), tokens[^1..], threads: 1);
        (last.Logprobs[0], last.Entropies[0]).ShouldBe((all.Logprobs[^1], all.Entropies[^1]));
        LogitRows.Of(logits, tokens, threads: 4).Logprobs.ShouldBe(all.Logprobs);
    }

    private static float[] Floats(Tensor t) => t.detach().data<float>().ToArray();

    private static void Close(float[] own, Tensor expected, double within) =>
        own.Zip(Floats(expected)).ShouldAllBe(p => Math.Abs(p.First - p.Second) <= within);
}
