using System.CommandLine;
using AlwaysOnPolicy.Experiments.OpenRlhf;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop export</c>: an iteration for other trainers.</summary>
internal static class ExportCommand
{
    public const string Name = "export";

    public const string Description = "Writes what another trainer needs to train an iteration.";

    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "The run's folder; of several seeds that of one." };
        var arm = new Option<string?>("--arm") { HelpName = "name", Description = "Whose prompts; need not be given where the run has one arm." };
        var iteration = new Option<int>("--iteration") { HelpName = "number", Description = "Which is to be trained.", DefaultValueFactory = _ => 1 };
        var to = new Option<string>("--out") { HelpName = "folder", Description = "A new folder for the files.", DefaultValueFactory = _ => "openrlhf" };
        var openRlhf = new Command("openrlhf",
            "Writes prompts with their domains, a script with OpenRLHF 0.11's flags, and a job for Ray, for one iteration of a run.\n\n" +
            "Example: aop export openrlhf runs/first --arm aop --iteration 1 --out job") { run, arm, iteration, to };
        openRlhf.SetAction(async (parsed, cancel) =>
        {
            var made = await OpenRlhfExport.WriteAsync(parsed.GetValue(run)!, parsed.GetValue(arm), parsed.GetValue(iteration),
                parsed.GetValue(to)!, cancel);
            if (made.AnchorMoves)
                System.Console.Error.WriteLine($"WARNING: OpenRLHF keeps the policy near the one that it starts from, and that is {made.Start} here: the " +
                    "KL anchor moves with each iteration, where 'aop run' keeps that of the SFT policy. The distance to the SFT policy is not bounded, so " +
                    "compare no KL of the two, and look at answers before going on.");
            foreach (var note in made.Notes) System.Console.Error.WriteLine($"Note: {note}");
            System.Console.WriteLine($"{made.Folder}: {made.Prompts} prompts, train.sh, job.json. The job starts from {made.Start}.");
            System.Console.WriteLine($"Reward: {made.Serve}");
            System.Console.WriteLine($"Submit: ray job submit --working-dir {parsed.GetValue(to)} --runtime-env-json " +
                "'{\"env_vars\": {\"MODEL\": \"…\", \"REWARD_URL\": \"http://…:5000/get_reward\", \"OUT\": \"…\"}}' -- bash train.sh");
            return 0;
        });
        return new Command(Name, Description) { openRlhf };
    }
}
