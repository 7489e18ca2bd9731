using System.CommandLine;
using System.Globalization;
using AlwaysOnPolicy.Models.Hub;
using AlwaysOnPolicy.Models.Inspection;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop models inspect</c>: what a model is, whether it can be used here, and what memory it takes.</summary>
internal static class ModelsInspectCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "A model folder, or the owner/name of a model in the HuggingFace cache." };
        var revision = new Option<string>("--revision")
        {
            HelpName = "name",
            Description = "Branch, tag or commit in the cache.",
            DefaultValueFactory = _ =>
            "main"
        };
        var verify = new Option<bool>("--verify") { Description = "Reads every tensor and checks names, shapes and that each number is finite." };
        var command = new Command("inspect",
            "Shows architecture, parameters, types, tokenizer and the memory needed.\n\nExample: aop models inspect models/smollm2 --verify") { model,
            revision, verify };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(revision)!, parsed.GetValue(verify)));
        return command;
    }

    private static int Run(string model, string revision, bool verify)
    {
        if (model.IndexOfAny(['/', '\\', '.']) >= 0 && !HubId.IsOwnerAndName(model) && !Directory.Exists(model))
            throw new SettingsException($"There is no folder '{model}'. Name a model's folder, or the owner/name of one that was fetched; a tiny one to try " +
                $"commands on is made by: aop init --tiny {model} --texts FILE");
        var folder = HubCache.Find(Environment.GetEnvironmentVariable).Resolve(model, revision);
        Print(ModelInspection.Take(folder));
        if (!verify) return 0;
        var (tensors, parameters) = ModelInspection.Verify(folder);
        Row("verified", $"{tensors} tensors have the names and shapes that config.json implies, and finite numbers; {parameters} parameters");
        return 0;
    }

    private static void Print(ModelInspection m)
    {
        Row("folder", m.Folder);
        Row("architecture", m.Architecture.Length > 0 ? $"{m.Architecture} ({m.ModelType})" : m.ModelType);
        Row("supported", m.Problem is null ? "yes" : $"no: {m.Problem}");
        Row("parameters", m.Problem is null ? $"{Count(m.Parameters)} in the large tensors" : $"{Count(m.Parameters)} stored");
        foreach (var s in m.Stored) Row("stored", $"{s.Tensors} tensors of {s.Type}, {Count(s.Numbers)} numbers, {Size(s.Bytes)}");
        Row("weight files", $"{m.WeightFiles}");
        Row("tokenizer", m.Tokenizer.Problem is { } problem
            ? $"{m.Tokenizer.Kind}; cannot be used: {problem}"
            : $"{m.Tokenizer.Kind}, {m.Tokenizer.Size} ids");
        if (m.Tokenizer.Problem is null) Row("chat template", m.Tokenizer.ChatTemplate ?? "none");
        if (m.Endings.Length > 0) Row("answers end at", m.Endings);
        foreach (var note in m.Notes) Row("note", note);
        Row("to run", $"{Size(m.InferenceBytes)} of memory in float32, {Size(m.Bfloat16InferenceBytes)} in bfloat16 (reward models), and some for activations");
        Row("PPO training", $"{Size(m.PpoBytes)}: policy, reference, gradients and two moments in float32; activations and the reward model come on top");
    }

    private static void Row(string name, string value) => System.Console.WriteLine($"{name,-16}{value}");   // paths stay whole, however narrow the terminal

    private static string Count(long n) => n switch
    {
        >= 1_000_000_000 => $"{(n / 1e9).ToString("0.00", CultureInfo.InvariantCulture)} billion",
        >= 1_000_000 => $"{(n / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} million",
        _ => n.ToString(CultureInfo.InvariantCulture),
    };

    private static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => $"{(bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture)} GB",
        >= 1_000_000 => $"{(bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} MB",
        _ => $"{(bytes / 1e3).ToString("0.0", CultureInfo.InvariantCulture)} kB",
    };
}
