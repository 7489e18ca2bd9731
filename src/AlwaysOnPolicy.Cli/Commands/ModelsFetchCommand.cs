using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop models fetch</c>: a model from the HuggingFace hub into the cache; the same command goes on after a break.</summary>
internal static class ModelsFetchCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's owner/name." };
        var revision = new Option<string>("--revision") { HelpName = "name", Description = "Branch, tag or commit.", DefaultValueFactory = _ => "main" };
        var command = new Command("fetch",
            "Downloads a model into the HuggingFace cache and prints its folder. HF_TOKEN, HF_HOME, HF_HUB_OFFLINE and HF_ENDPOINT are honoured.\n\n" +
            "Example: aop models fetch openai-community/gpt2-medium") { model, revision };
        command.SetAction(async (parsed, cancel) =>
        {
            var id = HubId.Parse(parsed.GetValue(model)!);
            var fetcher = new HubFetcher(HubSettings.Find(Environment.GetEnvironmentVariable));
            System.Console.WriteLine(await fetcher.FetchAsync(id, parsed.GetValue(revision)!, progress: new FetchLines(), cancel: cancel));
            return 0;
        });
        return command;
    }
}
