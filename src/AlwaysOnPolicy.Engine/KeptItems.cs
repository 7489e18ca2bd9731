using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AlwaysOnPolicy.Engine;

/// <summary>What a long piece of work has done of its items so far, block by block, in a file: after a kill it goes on with the next block.</summary>
/// <remarks>What a block gives may depend on what is in it and on nothing else: then whoever goes on gets what an undisturbed piece of work would have. A line
/// is a block, behind the SHA-256 of the line before and of itself: half a line, a damaged one, or those of other work end what is there.</remarks>
/// <typeparam name="T">What is made of an item; System.Text.Json writes it and reads it back.</typeparam>
public sealed class KeptItems<T> : IDisposable
{
    private const int HashLength = 64;
    private readonly string _file;
    private readonly IEnumerator<string>? _there;
    private FileStream? _written;
    private string _hash;
    private long _whole;

    /// <summary>Looks for what is there.</summary>
    /// <param name="file">It need not exist, nor its folder.</param>
    /// <param name="identity">All that decides the work's items, their order and what is made of them.</param>
    public KeptItems(string file, string identity)
    {
        (_file, _hash) = (file, Hash(identity, ""));
        _there = File.Exists(file) ? File.ReadLines(file).GetEnumerator() : null;
    }

    /// <summary>Items of the blocks that were there.</summary>
    public int Kept { get; private set; }

    /// <summary>The next block's results.</summary>
    /// <param name="count">Items of the block.</param>
    /// <returns>False where they are not there: they are to be made, and to be given to <see cref="Add"/>.</returns>
    public bool TryTake(int count, out T[] results)
    {
        results = [];
        if (_written is not null || _there?.MoveNext() != true || _there.Current is not { Length: > HashLength } line) return false;
        var text = line[HashLength..];
        var hash = Hash(_hash, text);
        if (!line.StartsWith(hash, StringComparison.Ordinal)) return false;
        if (JsonSerializer.Deserialize<T[]>(text, ArtifactJson.Compact) is not { } items || items.Length != count) return false;
        (_hash, _whole, results) = (hash, _whole + Encoding.UTF8.GetByteCount(line) + 1, items);
        Kept += count;
        return true;
    }

    /// <summary>Keeps what was made of the next block.</summary>
    public void Add(IReadOnlyList<T> results)
    {
        if (_written is null)
        {
            _there?.Dispose();
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_file))!);
            _written = new FileStream(_file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);   // its own, while it is open
            _written.SetLength(Math.Min(_whole, _written.Length));
            _written.Position = _written.Length;
        }
        var text = JsonSerializer.Serialize(results, ArtifactJson.Compact);
        _hash = Hash(_hash, text);
        _written.Write(Encoding.UTF8.GetBytes($"{_hash}{text}\n"));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _there?.Dispose();
        _written?.Dispose();
    }

    private static string Hash(string before, string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{before}\n{text}")));
}
