using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop reward</c>: what concerns reward models alone.</summary>
internal static class RewardCommand
{
    public const string Name = "reward";

    public const string Description = "Trains, compares and uses reward models.";

    public static Command Create() => new(Name, Description)
    {
        RewardTrainCommand.Create(), RewardBenchCommand.Create(), RewardScoreCommand.Create(), RewardFitCommand.Create(),
    };
}
