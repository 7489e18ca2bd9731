using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop reward</c>: what concerns reward models alone.</summary>
internal static class RewardCommand
{
    public static Command Create() => new("reward", "Trains, compares and uses reward models.")
    {
        RewardTrainCommand.Create(), RewardBenchCommand.Create(), RewardScoreCommand.Create(),
    };
}
