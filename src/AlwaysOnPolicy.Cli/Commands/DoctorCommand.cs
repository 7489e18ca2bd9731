using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AlwaysOnPolicy.Chat.Requests;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop doctor</c>: what the machine has and what is missing.</summary>
internal static class DoctorCommand
{
    public const string Name = "doctor";

    public const string Description =
        "Shows versions, the native library, threads, memory, disk, bfloat16 and which keys are set.\n\nExample: aop " +
        "doctor";

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command(Name, Description) { json };
        command.SetAction(parsed => Run(parsed.GetValue(json)));
        return command;
    }

    private static int Run(bool json)
    {
        var machine = MachineReport.Take(Environment.CurrentDirectory);
        var keys = ChatClientFactory.KnownKeys.ToDictionary(k => k, k => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(k)));
        if (json) System.Console.WriteLine(JsonSerializer.Serialize(new { Machine = machine, KeysPresent = keys }, s_json));
        else Print(machine, keys);
        return machine.NativeError is null ? 0 : 1;
    }

    private static void Print(MachineReport machine, Dictionary<string, bool> keys)
    {
        var width = keys.Keys.Append("native library").Max(name => name.Length) + 2;
        void Row(string name, string value) => System.Console.WriteLine($"{name.PadRight(width)}{value}");   // paths stay whole, however narrow the terminal

        Row("aop", machine.Product);
        Row(".NET", machine.Runtime);
        Row("system", machine.System);
        Row("TorchSharp", machine.TorchSharp);
        Row("native library", machine.NativeLibrary ?? $"does not load: {machine.NativeError}");
        Row("threads", $"{machine.TorchThreads} of {machine.Cores} cores");
        Row("GPU", machine.Cuda ? "CUDA is available" : "none in use: this build computes on the CPU");
        Row("bfloat16", (machine.Bfloat16Works ? "works" : "does not work")
            + (machine.Bfloat16Hardware switch { true => ", with its own instructions", false => ", without instructions of its own: slow", _ => "" }));
        Row("memory", $"{Gigabytes(machine.MemoryBytes)}"
            + (machine.AvailableMemoryBytes is { } free ? $", {Gigabytes(free)} of it free" : ""));
        Row("disk", $"{Gigabytes(machine.FreeDiskBytes)} free here");
        foreach (var (key, present) in keys) Row(key, present ? "set" : "not set");
    }

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB";
}
