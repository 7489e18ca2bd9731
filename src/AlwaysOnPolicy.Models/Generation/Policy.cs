using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>A language model with its tokenizer and prompt format: it answers questions.</summary>
public sealed class Policy : IDisposable
{
    private readonly CausalModel? _model;
    private readonly AnswerDraw? _draw;

    private Policy(CausalModel model, PromptFormat format, GenerationDefaults defaults)
    {
        (_model, Format, Defaults) = (model, format, defaults);
    }

    /// <summary>A policy whose weights are elsewhere.</summary>
    /// <param name="draw">Draws its answers' tokens.</param>
    public Policy(PromptFormat format, GenerationDefaults defaults, AnswerDraw draw)
    {
        (Format, Defaults, _draw) = (format, defaults, draw);
    }

    /// <summary>The language model, which this owns.</summary>
    /// <exception cref="InvalidOperationException">Its weights are elsewhere.</exception>
    public CausalModel Model => _model ?? throw new InvalidOperationException("The policy's weights are elsewhere: it has no model here.");

    /// <summary>How a question becomes its prompt.</summary>
    public PromptFormat Format { get; }

    /// <summary>The prompt format's tokenizer.</summary>
    public Tokenizer Tokenizer => Format.Tokenizer;

    /// <summary>The folder's own, but that an answer ends at every one of <see cref="AnswerEndings.Ids"/>.</summary>
    public GenerationDefaults Defaults { get; }

    /// <summary>What fills up short rows; any id will do, since padding is told by mask.</summary>
    public int PadId => Defaults.PadId ?? Tokenizer.PadId ?? 0;

    /// <summary>Loads a model's folder.</summary>
    /// <param name="type">Of a policy that is not trained: <see cref="ComputeType.Bfloat16"/> holds it in about half of the memory. One that is trained is
    /// loaded in float32; see <see cref="CausalModel.MultiplyIn"/>.</param>
    /// <exception cref="CheckpointException">The model or its tokenizer cannot be read, or they do not belong together.</exception>
    public static Policy Load(string folder, PromptFormatOptions format, ComputeType type = ComputeType.Float32)
    {
        var prompts = PromptFormat.Load(folder, format);
        var defaults = ModelFolder.ReadGenerationDefaults(folder) with { EosIds = prompts.Endings.Ids };
        return new Policy(ModelFolder.LoadCausal(folder, type), prompts, defaults);
    }

    /// <summary>Answers every question; results stand in the order of the requests.</summary>
    /// <param name="batchSize">So many at once, or more where their keys and values take little memory; it says nothing where the weights are
    /// elsewhere.</param>
    /// <param name="progress">Told how many are done.</param>
    public IReadOnlyList<Answer> Answer(
        IReadOnlyList<AnswerRequest> requests, SamplingOptions sampling, int batchSize = 16, Action<int>? progress = null, CancellationToken cancel = default)
    {
        var options = Complete(sampling);
        var prompts = requests.Select(r => Format.EncodePrompt(r.Question)).ToArray();
        ulong[] seeds = [.. requests.Select(r => r.Seed)];
        var drawn = _draw is null
            ? Generator.Generate(Model, prompts, seeds, options, batchSize, progress, cancel)
            : _draw(prompts, seeds, options, progress, cancel);
        return [.. drawn.Select((ids, i) => new Answer(Format.DecodeAnswer(ids), prompts[i], ids, ids.Length > 0 && options.EosIds.Contains(ids[^1])))];
    }

    /// <summary>The options, with the folder's own <see cref="Defaults"/> where they name no token.</summary>
    public SamplingOptions Complete(SamplingOptions sampling) => sampling with
    {
        EosIds = sampling.EosIds.Count > 0 ? sampling.EosIds : Defaults.EosIds,
        SuppressTokens = sampling.SuppressTokens.Count > 0 ? sampling.SuppressTokens : Defaults.SuppressTokens,
    };

    /// <summary>Frees the model.</summary>
    public void Dispose() => _model?.Dispose();
}
