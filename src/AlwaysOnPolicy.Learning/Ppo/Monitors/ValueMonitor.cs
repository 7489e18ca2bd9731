namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>The value head explains nothing of the returns, and is not getting better at it.</summary>
internal sealed class ValueMonitor : IPpoMonitor
{
    /// <summary>Better is less than this part of the error at the start.</summary>
    private const double Better = 0.8;

    private readonly StepWindow _unexplained = new(10);

    public string? Look(PpoStepRecord record)
    {
        if (!record.Stats.TryGetValue("ppo/val/var_explained", out var explained) || !double.IsFinite(explained)) return null;   // RLOO and GRPO have no value head
        _unexplained.Add(1 - explained);
        return _unexplained.IsFull && _unexplained.Last > 1 && _unexplained.Last > Better * _unexplained.First
            ? $"Value head: it explains none of the returns' variance ({1 - _unexplained.Last:0.00}; 1 is all) and does not get better, so advantages are mostly noise. " +
              "Raise ppo.value_head_learning_rate or ppo.vf_coef, or begin with ppo.value_warmup_steps."
            : null;
    }
}
