using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>
/// Settings in YAML, read strictly into records: keys are the properties' names in snake_case, enum members too; a setting that is not written
/// keeps its property's default, also inside a group that is written in part. With "extends: other.yaml" a file is laid over another. Every complaint
/// names file, line and column, or the --set option.
/// </summary>
public static class SettingsFile
{
    /// <summary>The key with which a file is laid over another.</summary>
    public const string Extends = "extends";

    /// <summary>Reads a settings file.</summary>
    /// <param name="overrides">"a.b=c", laid over the file in order; c is YAML.</param>
    /// <exception cref="SettingsException">The file is missing, not YAML, or holds a key or value that <typeparamref name="T"/> does not allow.</exception>
    public static T Load<T>(string path, IEnumerable<string>? overrides = null)
        where T : class
    {
        if (Directory.Exists(path)) throw new SettingsException($"'{path}' is a folder; a settings file is asked for: name one in it, such as " +
            $"{(Directory.EnumerateFiles(path, "*.yaml").Order(StringComparer.Ordinal).FirstOrDefault() ?? Path.Combine(path, "experiment.yaml"))}.");
        return Bind<T>(ExtendedSettings.Load(path), overrides);
    }

    /// <summary>Whether a file is called as settings files are.</summary>
    public static bool IsNamed(string path) => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml";

    /// <summary>Reads settings that lie in no file of their own, such as a preset.</summary>
    /// <param name="source">What messages call the text.</param>
    /// <param name="folder">Relative paths count from here.</param>
    /// <exception cref="SettingsException">As for <see cref="Load{T}"/>.</exception>
    public static T Parse<T>(string yaml, string source, string folder, IEnumerable<string>? overrides = null)
        where T : class => Bind<T>(ExtendedSettings.Parse(yaml, source, folder), overrides);

    private static T Bind<T>(MappingNode root, IEnumerable<string>? overrides)
        where T : class => (T)new SettingsBinder(typeof(T)).Record(SettingsOverrides.Apply(root, overrides ?? []), typeof(T), null, "");

    /// <summary>All settings as YAML, defaults included and paths resolved; <see cref="Load{T}"/> gives back the same settings.</summary>
    public static string ToYaml<T>(T settings)
        where T : class => SettingsWriter.Write(settings);

    /// <summary>Writes <see cref="ToYaml{T}"/> to a file, wholly or not at all.</summary>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public static void Write<T>(T settings, string path)
        where T : class
    {
        try
        {
            Durable.WriteText(path, ToYaml(settings));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(Path.GetDirectoryName(Path.GetFullPath(path))!, e);
        }
    }
}
