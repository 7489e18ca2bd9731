using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Web.Completions;

namespace AlwaysOnPolicy.Web.Tests.Completions;

/// <summary>Ends a rollout server when PPO has done its second step; the third, which waits for this, finds it gone.</summary>
internal sealed class EndsAServer(CompletionServer server) : IRunObserver
{
    public void StageProgress(PlanNode node, int done, int total, string? text)
    {
        if (node.Id.Name != "ppo-alone" || done != 2) return;
        Task.Run(async () => await server.DisposeAsync()).GetAwaiter().GetResult();   // not on the stage's own thread, which waits
    }

    public void RunStarted(int stages)
    {
    }

    public void StageStarted(PlanNode node)
    {
    }

    public void StageFinished(PlanNode node, TimeSpan elapsed)
    {
    }

    public void StageReused(PlanNode node)
    {
    }

    public void Note(PlanNode? node, string text)
    {
    }
}
