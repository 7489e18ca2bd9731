using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Changes an experiment file that a person wrote: comments, order and layout stay.</summary>
internal static class ExperimentFile
{
    private const string Group = "reward";

    /// <summary>Lets an experiment use a reward model that is there already. The file is replaced as a whole, after the new text was read back and found
    /// to differ in nothing but this.</summary>
    /// <param name="model">A folder, written relative to the file, or owner/name.</param>
    /// <param name="bfloat16">Whether its weights are held as bfloat16.</param>
    /// <exception cref="SettingsException">The file is missing, is no experiment file, or is written in a way that is not edited here; it is as
    /// before.</exception>
    /// <exception cref="StorageException">It cannot be written; it is as before.</exception>
    public static void SetRewardModel(string path, string model, bool bfloat16 = false)
    {
        var before = SettingsFile.Load<ExperimentSettings>(path);
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var isFolder = Directory.Exists(model);
        var written = isFolder ? Path.GetRelativePath(folder, Path.GetFullPath(model)).Replace('\\', '/') : model;

        var text = SettingsEdit.Set(File.ReadAllText(file), Group, "model", SettingsEdit.Quote(written), path);
        if (bfloat16 != before.Reward.Bfloat16) text = SettingsEdit.Set(text, Group, "bfloat16", bfloat16 ? "true" : "false", path);
        var wanted = before with { Reward = before.Reward with { Model = isFolder ? Path.GetFullPath(model) : model, Bfloat16 = bfloat16 } };
        if (!Reads(text, path, folder, SettingsFile.ToYaml(wanted)))
            throw new SettingsException(
                $"'{path}' is written in a way that is not edited here. Write into it by hand: {Group}: {{ model: {SettingsEdit.Quote(written)} }}");
        Write(file, text);
    }

    private static bool Reads(string text, string path, string folder, string wanted)
    {
        try
        {
            return SettingsFile.ToYaml(SettingsFile.Parse<ExperimentSettings>(text, path, folder)) == wanted;
        }
        catch (SettingsException)
        {
            return false;
        }
    }

    private static void Write(string file, string text)
    {
        try
        {
            var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file);
            Durable.WriteText(file, text);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(Path.GetDirectoryName(file)!, e);
        }
    }
}
