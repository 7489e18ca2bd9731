using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop data fetch</c>: a data set from the HuggingFace hub into the cache, as <c>aop models fetch</c> fetches models.</summary>
internal static class DataFetchCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("data set") { Description = "The data set's owner/name." };
        var files = new Option<string[]>("--files")
        {
            HelpName = "pattern",
            Description = "Which of its files; '*' stands for any text: --files '*/validation.json' '*/test.json'. All that hold rows unless given.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };
        var revision = new Option<string>("--revision") { HelpName = "name", Description = "Branch, tag or commit.", DefaultValueFactory = _ => "main" };
        var command = new Command("fetch",
            "Downloads a data set into the HuggingFace cache and prints its folder. A settings file names what is there as hf://datasets/OWNER/NAME/FILE. " +
            "HF_TOKEN, HF_HOME, HF_HUB_OFFLINE and HF_ENDPOINT are honoured.\n\n" +
            "Examples: aop data fetch databricks/databricks-dolly-15k\n          aop data fetch stanfordnlp/SHP --files '*/validation.json' '*/test.json'")
            { name, files, revision };
        command.SetAction(async (parsed, cancel) =>
        {
            var id = HubId.ParseDataSet(parsed.GetValue(name)!);
            var fetcher = new HubFetcher(HubSettings.Find(Environment.GetEnvironmentVariable));
            System.Console.WriteLine(await fetcher.FetchAsync(id, parsed.GetValue(revision)!, parsed.GetValue(files), new FetchLines(), cancel));
            return 0;
        });
        return command;
    }
}
