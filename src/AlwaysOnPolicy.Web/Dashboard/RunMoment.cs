using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Web.Dashboard;

/// <summary>A run at one moment.</summary>
/// <param name="Log">All lines of run.log.jsonl so far; a line's number, from 1, is its event's id.</param>
/// <param name="Report">Changes when there may be more to report.</param>
internal sealed record RunMoment(IReadOnlyList<RunLogLine> Log, RunStatus Status, string Report);
