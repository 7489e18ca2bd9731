using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace AlwaysOnPolicy.Cluster;

/// <summary>A folder as a package for jobs to start in: the same files are the same package, whenever and wherever it is made.</summary>
internal sealed class RayPackage
{
    // The first day that a zip can hold: the files' own dates are no content.
    private static readonly DateTimeOffset s_date = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private const int Executable = 0x81ED, Plain = 0x81A4;

    private RayPackage(string name, byte[] zip) => (Name, Zip) = (name, zip);

    /// <summary>"_ray_pkg_HASH.zip", of paths, rights and contents: Ray unpacks a name once on each node.</summary>
    public string Name { get; }

    public byte[] Zip { get; }

    public string Uri => $"gcs://{Name}";

    public static RayPackage Of(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(f => (Path: f, Name: Path.GetRelativePath(folder, f).Replace('\\', '/'))).OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                var content = File.ReadAllBytes(file.Path);
                var mode = !OperatingSystem.IsWindows() && File.GetUnixFileMode(file.Path).HasFlag(UnixFileMode.UserExecute) ? Executable : Plain;
                hash.AppendData(Encoding.UTF8.GetBytes($"{file.Name}\n{mode}\n{content.Length}\n"));
                hash.AppendData(content);
                var entry = zip.CreateEntry(file.Name);
                entry.LastWriteTime = s_date;
                entry.ExternalAttributes = mode << 16;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }
        return new($"_ray_pkg_{Convert.ToHexStringLower(hash.GetHashAndReset())[..32]}.zip", bytes.ToArray());
    }
}
