namespace AlwaysOnPolicy.Experiments.Loop.Settings;

public enum KeptModel
{
    Best,
    Last,
}
