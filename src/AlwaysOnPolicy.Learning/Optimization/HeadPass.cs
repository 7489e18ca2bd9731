using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Runtime;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>What a model's head says of given tokens, and the way back: from gradients on log-probabilities and entropies into hidden states and
/// head.</summary>
/// <remarks>
/// The head's logits are the widest tensor of a step. They are read a row at a time (<see cref="LogitRows"/>), and on the way back overwritten by their
/// gradient; no graph holds them or anything of their size. Where there is no way back, and where blocks are computed again
/// (<see cref="CausalModel.GradientCheckpointing"/>), they are made a piece at a time, and again on the way back. Of a head with an adapter, and off the CPU,
/// torch's graph does the same.
/// </remarks>
internal sealed class HeadPass
{
    // Logits that are held at once where they are made a piece at a time: 32 MB.
    private const int PieceNumbers = 1 << 23;

    // Kept logits that are gone through at once: a span has no more than 2 GB.
    private const int SpanNumbers = 1 << 28;

    private readonly CausalModel _model;
    private readonly Tensor _hidden;                                  // [N, C]
    private readonly double _temperature;
    private readonly int _most;                                       // logits of a piece
    private readonly long[] _tokens;
    private readonly LogitRows? _rows;
    private readonly (Tensor Logprobs, Tensor Entropies)? _graph;

    private HeadPass(CausalModel model, Tensor hidden, Tensor tokens, double temperature, bool keepLogits, int spanNumbers)
    {
        (_model, _hidden, _temperature, _tokens) = (model, hidden, temperature, tokens.data<long>().ToArray());
        if (!model.HeadIsPlain || hidden.device_type != TorchSharp.DeviceType.CPU)
        {
            Logits = LogitsOf(hidden);
            _graph = (LogitArithmetic.TokenLogprobs(Logits, tokens), LogitArithmetic.Entropy(Logits));
            (Logprobs, Entropies) = (_graph.Value.Logprobs.data<float>().ToArray(), _graph.Value.Entropies.data<float>().ToArray());
            return;
        }
        var isWayBack = is_grad_enabled() && !model.GradientCheckpointing;
        using var grad = no_grad();
        if (keepLogits || isWayBack) Logits = LogitsOf(hidden);
        _most = Logits is null ? PieceNumbers : spanNumbers;
        _rows = LogitRows.Join([.. Pieces().Select(piece =>
        {
            using var scope = NewDisposeScope();
            return LogitRows.Of(LogitsOf(piece), _tokens[piece], TorchThreads.Current);
        })]);
        (Logprobs, Entropies) = (_rows.Logprobs, _rows.Entropies);
    }

    /// <summary>[N, V] float32, divided by the temperature; gone after <see cref="Backward"/>, null where they are not kept.</summary>
    public Tensor? Logits { get; }

    /// <summary>Of the tokens, in nats, [N].</summary>
    public float[] Logprobs { get; }

    /// <summary>Of the distributions, in nats, [N].</summary>
    public float[] Entropies { get; }

    /// <param name="hidden">[N, C], after the final norm.</param>
    /// <param name="tokens">One a row, [N] int64.</param>
    /// <param name="temperature">Divides the logits.</param>
    /// <param name="keepLogits">Whether they are asked for.</param>
    /// <param name="spanNumbers">Kept logits that are gone through at once.</param>
    public static HeadPass Of(
        CausalModel model, Tensor hidden, Tensor tokens, double temperature = 1, bool keepLogits = false, int spanNumbers = SpanNumbers) =>
        new(model, hidden, tokens, temperature, keepLogits, spanNumbers);

    /// <summary>Leaves gradients in the head and in all that the hidden states were made of. Call it once.</summary>
    /// <param name="onLogprobs">[N].</param>
    /// <param name="onEntropies">[N]; null is 0.</param>
    public void Backward(float[] onLogprobs, float[]? onEntropies = null)
    {
        using var scope = NewDisposeScope();
        if (_graph is var (logprobs, entropies))
        {
            var sum = (logprobs * tensor(onLogprobs)).sum();
            if (onEntropies is not null) sum += (entropies * tensor(onEntropies)).sum();
            if (sum.requires_grad) sum.backward();
            return;
        }
        var onHidden = Pieces().Select(piece => BackwardOf(piece, onLogprobs[piece], onEntropies?[piece])).ToArray();
        Logits?.Dispose();   // the trunk's way back begins with all its activations: nothing that wide may lie beside them
        if (_hidden.requires_grad) _hidden.backward([onHidden.Length == 1 ? onHidden[0] : cat(onHidden, 0)]);
    }

    private Tensor BackwardOf(Range piece, float[] onLogprobs, float[]? onEntropies)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var hidden = Rows(piece);
        var onLogits = _rows!.Part(piece).Gradient(LogitsOf(piece), _tokens[piece], onLogprobs, onEntropies, TorchThreads.Current);
        if (_temperature != 1) onLogits.div_(_temperature);
        return _model.LogitsBackward(hidden, onLogits).MoveToOuterDisposeScope();
    }

    private IEnumerable<Range> Pieces()
    {
        var all = _tokens.Length;
        var pieces = Math.Max(1, (int)Math.Min(all, (((long)all * _model.VocabularySize) + _most - 1) / _most));
        for (var i = 0; i < pieces; i++) yield return (int)((long)all * i / pieces)..(int)((long)all * (i + 1) / pieces);
    }

    private Tensor Rows(Range piece) => _hidden[TensorIndex.Slice(piece.Start.Value, piece.End.Value)];

    private Tensor LogitsOf(Range piece) => Logits?.narrow(0, piece.Start.Value, piece.End.Value - piece.Start.Value) ?? LogitsOf(Rows(piece));

    private Tensor LogitsOf(Tensor hidden)
    {
        var logits = _model.Logits(hidden).to(ScalarType.Float32).contiguous();
        if (_temperature == 1) return logits;
        return is_grad_enabled() ? logits / _temperature : logits.div_(_temperature);   // where nothing goes back, none as wide lies beside them
    }
}
