using System.CommandLine;
using System.Globalization;
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
            System.Console.WriteLine(await fetcher.FetchAsync(id, parsed.GetValue(revision)!, new Lines(), cancel));
            return 0;
        });
        return command;
    }

    /// <summary>A line on standard error for each report: standard output holds the folder alone.</summary>
    private sealed class Lines : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => System.Console.Error.WriteLine(value.Done < value.Total
            ? $"{value.File,-40} {Megabytes(value.Done)} of {Megabytes(value.Total)}"
            : $"{value.File,-40} {Megabytes(value.Total)}");

        private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB";
    }
}
