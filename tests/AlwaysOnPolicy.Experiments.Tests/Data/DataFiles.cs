using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Tests.Data;

/// <summary>A folder with small data files.</summary>
internal sealed class DataFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("aop-data-").FullName;

    public string Add(string name, params string[] lines)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Concat(lines.Select(l => l + "\n")));
        return path;
    }

    public static DataInput Input(string path, DataFormat format, DataSource? like = null) =>
        DataInput.Of((like ?? new DataSource { Path = path }) with { Path = path, Format = format }, "data.questions");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
