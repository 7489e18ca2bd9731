namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>The end of every training step: clip, move the weights by the schedule's rate, drop the gradients.</summary>
/// <param name="what">Begins the error messages: "Supervised fine-tuning".</param>
/// <param name="learningRate">At a schedule factor of 1; for the record, as the optimizer's groups have their own.</param>
/// <param name="done">Steps that were done before, of a training that goes on.</param>
internal sealed class Updates(string what, AdamW optimizer, LinearSchedule schedule, double learningRate, double maxGradNorm, int done = 0)
{
    private double _lastNorm;

    /// <summary>Steps done.</summary>
    public int Count { get; private set; } = done;

    private double Rate => learningRate * schedule.Factor(Count);

    /// <summary>Call before the backward pass.</summary>
    /// <exception cref="TrainingException">The loss is not finite.</exception>
    public void RequireFinite(double loss)
    {
        if (!double.IsFinite(loss)) throw Astray("loss", loss);
    }

    /// <summary>Applies the gradients that are there.</summary>
    /// <exception cref="TrainingException">A gradient is not finite; the weights are those of the step before.</exception>
    public (double LearningRate, double GradientNorm) Apply()
    {
        var rate = Rate;
        var norm = GradientNorm.Clip(optimizer.Parameters, maxGradNorm);
        if (!double.IsFinite(norm)) throw Astray("gradient norm", norm);
        optimizer.Step(schedule.Factor(Count));
        optimizer.ZeroGrad();
        _lastNorm = norm;
        Count++;
        return (rate, norm);
    }

    private TrainingException Astray(string quantity, double value) => new(
        $"{what}: the {quantity} of step {Count + 1} of {schedule.TotalSteps} is {value} (learning rate {Rate:G3}, gradient norm of the " +
        $"step before {_lastNorm:G3}). Lower the learning rate or the gradient norm limit, or lengthen the warm-up; " +
        "if it is step 1, the start weights themselves are damaged.");
}
