namespace AlwaysOnPolicy.Experiments.Loop.Stages;

internal enum QuestionSet
{
    Probe,
    Test,
}
