using System.Diagnostics;
using System.Security.Cryptography;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Models.Tests.RealModels;

/// <summary>Published models that are too large for the repository. Where one is absent, the running test is reported as skipped.</summary>
internal static class RealModels
{
    private static readonly Lazy<(string? Folder, string Missing)> s_smolLm2 = new(FindSmolLm2);

    public static string MiniLm() => Goldens.RequireSharedData("all-minilm-l6-v2");

    /// <summary>
    /// SmolLM2-135M-Instruct as a HuggingFace folder: the one that AOP_SMOLLM2 names, else models/smollm2-135m-instruct of the repository, else one that
    /// shared data's own tool makes from the GGUF file, once, under artifacts/.
    /// </summary>
    public static string SmolLm2()
    {
        Assert.SkipWhen(s_smolLm2.Value.Folder is null, s_smolLm2.Value.Missing);
        return s_smolLm2.Value.Folder!;
    }

    public static string Sha256(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static (string?, string) FindSmolLm2()
    {
        if (Environment.GetEnvironmentVariable("AOP_SMOLLM2") is { Length: > 0 } named) return (named, "");
        foreach (var parent in new[] { "models", "artifacts" })
            if (Path.Combine(Goldens.RepositoryRoot, parent, "smollm2-135m-instruct") is var folder && File.Exists(Path.Combine(folder, "model.safetensors")))
                return (folder, "");

        if (Goldens.SharedData(Path.Combine("smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf")) is not { } gguf)
            return (null, "SmolLM2-135M-Instruct is not on this machine; AOP_SMOLLM2 may name its HuggingFace folder");
        var tool = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(gguf)!, "..", "..", "tools", "gguf_to_hf.py"));
        if (!File.Exists(tool)) return (null, $"'{tool}', which makes SmolLM2's folder, is not there");
        var made = Path.Combine(Goldens.RepositoryRoot, "artifacts", "smollm2-135m-instruct");
        var unfinished = $"{made}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(unfinished);
            using var python = Process.Start("python3", [tool, gguf, unfinished, "--dtype", "f32", "--quiet"]);
            python.WaitForExit();
            if (python.ExitCode != 0) return (null, $"'{tool}' ended with exit code {python.ExitCode}");
            Directory.Move(unfinished, made);
            return (made, "");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (null, $"python3, which makes SmolLM2's folder from the GGUF file, does not start: {e.Message}");
        }
        finally
        {
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        }
    }
}
