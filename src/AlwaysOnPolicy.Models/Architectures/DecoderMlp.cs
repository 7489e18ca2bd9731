using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The shared decoder's MLP: with a gate, apart or in one matrix with what it multiplies, or without.</summary>
internal sealed class DecoderMlp : NamedParts
{
    private readonly Projection? _gate, _gateUp, _up;
    private readonly Projection _down;
    private readonly string _activation;

    public DecoderMlp(DecoderConfig c) : base(nameof(DecoderMlp))
    {
        if (c.Names.GateUp is { } fused) register_module(fused, _gateUp = new(c.HiddenSize, 2 * c.InnerSize, c.MlpBias));
        else
        {
            if (c.Names.Gate is { } gate) register_module(gate, _gate = new(c.HiddenSize, c.InnerSize, c.MlpBias));
            register_module(c.Names.Up, _up = new(c.HiddenSize, c.InnerSize, c.MlpBias));
        }
        register_module(c.Names.Down, _down = new(c.InnerSize, c.HiddenSize, c.MlpBias));
        _activation = c.Activation;
    }

    public DecodingMlp ForRows() => new(_gateUp is not null ? [_gateUp] : _gate is null ? [_up!] : [_gate, _up!], _gateUp is not null || _gate is not null,
        _down, _activation);

    /// <param name="x">[N, C].</param>
    public Tensor Run(Tensor x)
    {
        if (_gateUp is not null)
        {
            var halves = _gateUp.Run(x).chunk(2, -1);
            return _down.Run(Activations.Apply(_activation, halves[0]) * halves[1]);
        }
        return _down.Run(_gate is null ? Activations.Apply(_activation, _up!.Run(x)) : Activations.Apply(_activation, _gate.Run(x)) * _up!.Run(x));
    }
}
