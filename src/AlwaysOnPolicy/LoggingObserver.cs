using AlwaysOnPolicy.Engine;
using Microsoft.Extensions.Logging;

namespace AlwaysOnPolicy;

/// <summary>Lets a logger hear how a run goes: give it to ExperimentRun, PpoAloneRun or any other that takes an <see cref="IRunObserver"/>.</summary>
/// <param name="logger">Is told of stages and notes at the level Information, of progress within a stage at Debug.</param>
public sealed class LoggingObserver(ILogger logger) : IRunObserver
{
    private readonly ILogger _logger = logger ?? throw new ArgumentNullException(nameof(logger));

    /// <inheritdoc />
    public void RunStarted(int stages) => _logger.RunStarted(stages);

    /// <inheritdoc />
    public void StageStarted(PlanNode node) => _logger.StageStarted(node.FolderName, string.Join(", ", node.Labels));

    /// <inheritdoc />
    public void StageProgress(PlanNode node, int done, int total, string? text) => _logger.StageProgress(node.FolderName, done, total, text);

    /// <inheritdoc />
    public void StageFinished(PlanNode node, TimeSpan elapsed) => _logger.StageFinished(node.FolderName, elapsed);

    /// <inheritdoc />
    public void StageReused(PlanNode node) => _logger.StageReused(node.FolderName);

    /// <inheritdoc />
    public void Note(PlanNode? node, string text)
    {
        if (node is null) _logger.Note(text);
        else _logger.StageNote(node.FolderName, text);
    }
}
