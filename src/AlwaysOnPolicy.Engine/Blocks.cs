using System.Globalization;

namespace AlwaysOnPolicy.Engine;

/// <summary>Work on many items, block by block, of which each shard keeps its blocks in a file of its own: block b is that of shard b modulo their
/// number.</summary>
internal sealed class Blocks<TIn, TOut>(StageContext stage, string what, IReadOnlyList<TIn> items, int block) : IDisposable
{
    private readonly KeptItems<TOut>[] _kept = Files(stage, what.Replace(' ', '-'), block);
    private readonly List<TOut> _results = new(items.Count);
    private int _number;

    public IReadOnlyList<TOut> Results => _results;

    /// <summary>Items before the open block.</summary>
    public int Before { get; private set; }

    /// <returns>The first block that is not kept; null where all are done.</returns>
    /// <exception cref="ShardEndException">The shard's blocks are.</exception>
    public TIn[]? Next(CancellationToken cancel)
    {
        while (Before < items.Count)
        {
            cancel.ThrowIfCancellationRequested();
            TIn[] open = [.. items.Skip(Before).Take(block)];
            if (stage.Shard?.Has(_number) == false)
            {
                Pass(open.Length);
            }
            else if (_kept[_number % _kept.Length].TryTake(open.Length, out var made))
            {
                Take(made);
            }
            else
            {
                if (_results.Count > 0 && _kept.Sum(k => k.Kept) == _results.Count)
                    stage.Tell($"It goes on after {_results.Count} of {items.Count} {what}, which were kept.");
                return open;
            }
        }
        return stage.Shard is null ? null : throw new ShardEndException();
    }

    public void Add(IReadOnlyList<TOut> made)
    {
        _kept[_number % _kept.Length].Add(made);
        Take(made);
    }

    public void Dispose()
    {
        foreach (var kept in _kept) kept.Dispose();
    }

    private void Take(IReadOnlyList<TOut> made)
    {
        _results.AddRange(made);
        Pass(made.Count);
    }

    private void Pass(int count)
    {
        (Before, _number) = (Before + count, _number + 1);
        stage.Progress(Before, items.Count);
    }

    /// <summary>A shard's own file is one of as many as there are shards; whoever runs the whole stage goes on with those that hold most. Which items a shard
    /// has depends on the size of a block.</summary>
    private static KeptItems<TOut>[] Files(StageContext stage, string name, int block)
    {
        var count = stage.Shard?.Count ?? MostKept(stage.CheckpointFolder, name);
        return [.. Enumerable.Range(1, count).Select(number => new StageShard(number, count))
            .Select(s => new KeptItems<TOut>(Path.Combine(stage.CheckpointFolder, s.FileName(name)),
                count == 1 ? stage.Key : string.Create(CultureInfo.InvariantCulture, $"{stage.Key} {s} in {block}")))];
    }

    private static int MostKept(string folder, string name) => !Directory.Exists(folder) ? 1 : Directory.EnumerateFiles(folder, $"{name}.*kept")
        .GroupBy(CountOf, f => new FileInfo(f).Length).OrderByDescending(g => g.Sum()).ThenBy(g => g.Key).FirstOrDefault()?.Key ?? 1;

    private static int CountOf(string file) =>
        int.TryParse(Path.GetFileNameWithoutExtension(file).Split("-of-")[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1;
}

/// <summary>Ends a stage of which one shard was to be made: its blocks are, and what comes after them needs all.</summary>
internal sealed class ShardEndException : Exception;
