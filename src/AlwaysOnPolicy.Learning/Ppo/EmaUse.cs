namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What becomes of the policy's moving average when an iteration ends.</summary>
public enum EmaUse
{
    /// <summary>It is written as a policy of its own beside the trained one, which the iteration hands on.</summary>
    Beside,

    /// <summary>It is the policy that the iteration hands on: it answers, is probed and judged, and the next iteration starts from it.</summary>
    Output,
}
