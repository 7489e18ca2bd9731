using System.Diagnostics;

namespace AlwaysOnPolicy.Learning.Training;

/// <summary>Tells listeners of <see cref="Telemetry"/> what a training does.</summary>
/// <param name="training">ppo, sft or reward.</param>
internal sealed class TrainingTelemetry(string training)
{
    private readonly KeyValuePair<string, object?> _tag = new(Telemetry.TrainingTag, training);

    /// <summary>Begins the activity of the training, which ends as it is disposed of.</summary>
    public Activity? Begin(int from, int totalSteps) => Telemetry.Source.StartActivity(training)
        ?.SetTag(Telemetry.TrainingTag, training).SetTag("aop.from_step", from).SetTag("aop.total_steps", totalSteps);

    /// <summary>A step that is done, with what it lost.</summary>
    public void Step(double loss)
    {
        Telemetry.Steps.Add(1, _tag);
        Telemetry.Loss.Record(loss, _tag);
    }
}
