using System.CommandLine;
using System.Text.Json;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop prompts list</c>: a run's prompts with what they earned, or what they earned by domain, call or rule.</summary>
internal static class PromptsListCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("run") { Description = "The run's folder; of several seeds that of one." };
        var arm = new Option<string?>("--arm") { HelpName = "name", Description = "The arm; all unless given." };
        var iteration = new Option<int?>("--iteration") { HelpName = "number", Description = "From 1; all unless given." };
        var domain = new Option<string?>("--domain") { HelpName = "name", Description = "Prompts meant for this domain." };
        var sort = new Option<string?>("--sort") { HelpName = "measure", Description = "reward, spread or advantage, the highest first." };
        WordOption.Accept(sort, "reward", "spread", "advantage");
        var by = new Option<string?>("--by") { HelpName = "group", Description = "What domain, call or rule earned, in place of the prompts." };
        WordOption.Accept(by, "domain", "call", "rule");
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("list", "Lists the prompts of a run with what they earned in training: the mean reward of their rollouts, its spread, and " +
            "the mean advantage. It reads the run's folder alone.\n\nExample: aop prompts list runs/quickstart --arm aop --iteration 2 --sort spread")
            { folder, arm, iteration, domain, sort, by, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(by) is not null && result.GetValue(domain) is not null)
                result.AddError("--domain is for a list of prompts, and --by sums up those of all domains: give one of them.");
        });
        command.SetAction(async (parsed, cancel) =>
        {
            var (run, asked, number) = (parsed.GetValue(folder)!, parsed.GetValue(arm), parsed.GetValue(iteration));
            if (parsed.GetValue(by) is { } group)
            {
                var earned = await PromptTrails.EarnedAsync(run, group, asked, number, cancel);
                Give([.. Sorted(earned, e => e.Earned, parsed.GetValue(sort))], rows => PromptListLines.Print(rows, System.Console.Out));
                return 0;
            }
            var prompts = Of(parsed.GetValue(domain), await PromptTrails.ListAsync(run, asked, number, cancel));
            Give([.. Sorted(prompts, p => p.Earned, parsed.GetValue(sort))], rows => PromptListLines.Print(rows, System.Console.Out));
            return 0;

            void Give<T>(IReadOnlyList<T> rows, Action<IReadOnlyList<T>> print)
            {
                if (parsed.GetValue(json)) System.Console.WriteLine(JsonSerializer.Serialize(rows, ReportWriter.Json));
                else print(rows);
            }
        });
        return command;
    }

    /// <param name="domain">Null for all.</param>
    /// <exception cref="SettingsException">No prompt is of that domain.</exception>
    internal static IReadOnlyList<PromptRow> Of(string? domain, IReadOnlyList<PromptRow> prompts)
    {
        PromptRow[] own = [.. prompts.Where(p => domain is null || p.Domain == domain)];
        if (domain is null || own.Length > 0 || prompts.Count == 0) return own;
        string[] domains = [.. prompts.Select(p => p.Domain).Where(d => d.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        throw new SettingsException($"--domain names '{domain}', of which no prompt is." +
            (domains.Length > 0 ? $" They are of {string.Join(", ", domains)}." : " These prompts have no domains.") +
            (NearestName.Find(domain, domains) is { } near ? $" Did you mean '{near}'?" : ""));
    }

    /// <summary>The highest first; what earned nothing comes last.</summary>
    private static IEnumerable<T> Sorted<T>(IEnumerable<T> rows, Func<T, Earned?> earned, string? measure) => measure switch
    {
        "reward" => rows.OrderByDescending(r => earned(r)?.Reward),
        "spread" => rows.OrderByDescending(r => earned(r)?.Spread),
        "advantage" => rows.OrderByDescending(r => earned(r)?.Advantage),
        _ => rows,
    };
}
