namespace AlwaysOnPolicy.Experiments.Artifacts;

public enum KeptModel
{
    Best,
    Last,
}
