namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>Names of the stages that ask language models: budgets and the ledger go by them.</summary>
internal static class ChatStages
{
    public const string Author = "author", Vanilla = "vanilla-questions", Judge = "judge";
}
