using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Randomness;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Training;

/// <summary>A training that goes over given examples epoch by epoch, from its beginning or from a checkpoint.</summary>
/// <typeparam name="TExample">What it learns from.</typeparam>
/// <typeparam name="TEpoch">What is measured after an epoch.</typeparam>
/// <typeparam name="TResult">What came out.</typeparam>
public abstract class EpochRun<TExample, TEpoch, TResult>
{
    private readonly nn.Module _model;
    private readonly EpochOptions _options;
    private readonly int[] _lengths;

    private protected EpochRun(nn.Module model, IReadOnlyList<TExample> train, Func<TExample, int> length, EpochOptions options, ulong seed) =>
        (_model, Train, _lengths, _options, Seed) = (model, train, [.. train.Select(length)], options, seed);

    private protected IReadOnlyList<TExample> Train { get; }

    private protected ulong Seed { get; }

    /// <summary>Told of the checkpoint that the run goes on from, and of the steps in all, before all else.</summary>
    public Action<Checkpoint, int>? OnResume { get; init; }

    /// <summary>Told of every step; when a run goes on, of those before the checkpoint too.</summary>
    public Action<StepRecord>? OnStep { get; init; }

    /// <summary>Told of every epoch, 0 included; when a run goes on, of those before the checkpoint too.</summary>
    public Action<TEpoch>? OnEpoch { get; init; }

    /// <summary>Called after an epoch that is the best so far: the place to save the weights. A run that goes on does not call it again for an epoch before
    /// the checkpoint, which was written after the call.</summary>
    public Action<int>? OnBest { get; init; }

    /// <summary>How a decoder's linear layers are multiplied; <see cref="CausalModel.MultiplyIn"/>.</summary>
    public ComputeType Products { get; init; }

    /// <summary>What messages call it, what the orders of the epochs are drawn for, and what <see cref="Telemetry"/> calls it.</summary>
    private protected abstract (string Name, string Order, string Training) Names { get; }

    /// <summary>All that determines the run but the weights it begins with, as JSON writes it.</summary>
    private protected abstract object Identity { get; }

    /// <summary>Optimizer steps of an epoch.</summary>
    private int PerEpoch => field > 0 ? field : (field = Epoch(1).Count());

    private int TotalSteps => PerEpoch * _options.Epochs;

    /// <summary>Trains to the end.</summary>
    /// <param name="checkpoints">Where checkpoints go, and where the newest is looked for; null makes none.</param>
    /// <exception cref="DataException">An example is empty, too long or of another tokenizer, or there is none.</exception>
    /// <exception cref="SettingsException">The model lacks what the options ask for.</exception>
    /// <exception cref="TrainingException">The loss or a gradient is not finite.</exception>
    /// <exception cref="CheckpointException">The newest checkpoint is of another run.</exception>
    /// <exception cref="OperationCanceledException">Between two steps; a checkpoint was made of the last one.</exception>
    public TResult Run(Checkpoints? checkpoints = null, CancellationToken cancel = default)
    {
        Check();
        using var optimizer = Begin();
        var identity = checkpoints is null ? "" : CheckpointManifest.IdentityOf(Identity);
        var from = checkpoints?.FindLatest(identity);
        if (from is not null) OnResume?.Invoke(from, TotalSteps);
        var state = from is null ? new EpochState<TEpoch>() : EpochState<TEpoch>.Restore(from.Folder, optimizer);
        var schedule = new LinearSchedule(_options.WarmupSteps, TotalSteps, _options.FinalFraction);
        var updates = new Updates(Names.Name, optimizer, schedule, _options.LearningRate, _options.MaxGradNorm, state.Steps.Count);
        void Save() => checkpoints?.Save(state.Steps.Count, identity, folder => state.Save(folder, optimizer));

        Replay(state);
        var telemetry = new TrainingTelemetry(Names.Training);
        using var activity = telemetry.Begin(state.Steps.Count, TotalSteps);
        if (state.Epochs.Count == 0) Measured(state, 0, null, cancel);
        for (var epoch = state.Epochs.Count; epoch <= _options.Epochs; epoch++)
        {
            try
            {
                _model.train();
                foreach (var batches in Epoch(epoch).Skip(state.Steps.Count - ((epoch - 1) * PerEpoch)))
                {
                    cancel.ThrowIfCancellationRequested();
                    var (loss, rate, norm) = Step([.. batches.Select(b => Array.ConvertAll(b, i => Train[i]))], updates);
                    state.Steps.Add(new(updates.Count, TotalSteps, epoch, loss, rate, norm));
                    telemetry.Step(loss);
                    OnStep?.Invoke(state.Steps[^1]);
                    if (checkpoints?.IsDue(updates.Count, epoch * PerEpoch) == true) Save();   // at an epoch's end its own follows
                }
                _model.eval();
                Measured(state, epoch, state.Steps.TakeLast(PerEpoch).Average(s => s.Loss), cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                Save();
                throw;
            }
            if (BestEpoch(state.Epochs) == epoch) OnBest?.Invoke(epoch);
            if (epoch < _options.Epochs) Save();
        }
        return Result(state.Steps.Count, state.Epochs);
    }

    /// <summary>Looks at examples and options before anything is changed.</summary>
    private protected abstract void Check();

    /// <summary>Makes of the model what is trained.</summary>
    private protected abstract AdamW Begin();

    /// <param name="batches">The forward passes of the step.</param>
    private protected abstract (double Loss, double LearningRate, double GradientNorm) Step(TExample[][] batches, Updates updates);

    private protected abstract TEpoch Measure(int epoch, double? trainingLoss, CancellationToken cancel);

    /// <param name="epochs">From 0, before training.</param>
    private protected abstract TResult Result(int steps, IReadOnlyList<TEpoch> epochs);

    /// <inheritdoc cref="Result"/>
    private protected abstract int BestEpoch(IReadOnlyList<TEpoch> epochs);

    /// <summary>Optimizer steps of forward passes of examples.</summary>
    private IEnumerable<int[][]> Epoch(int epoch) => Batches
        .Epoch(_lengths, _options.BatchSize, _options.LengthWindow, SeededRandom.For(Seed, Names.Order, $"{epoch}"))
        .Chunk(_options.AccumulationSteps);

    private void Measured(EpochState<TEpoch> state, int epoch, double? trainingLoss, CancellationToken cancel)
    {
        state.Epochs.Add(Measure(epoch, trainingLoss, cancel));
        OnEpoch?.Invoke(state.Epochs[^1]);
    }

    private void Replay(EpochState<TEpoch> state)
    {
        for (var epoch = 0; epoch <= state.Epochs.Count; epoch++)
        {
            foreach (var step in state.Steps.Where(s => s.Epoch == epoch)) OnStep?.Invoke(step);
            if (epoch < state.Epochs.Count) OnEpoch?.Invoke(state.Epochs[epoch]);
        }
    }
}
