namespace AlwaysOnPolicy.Experiments.Loop.Stages;

public enum QuestionSet
{
    Probe,
    Test,
}
