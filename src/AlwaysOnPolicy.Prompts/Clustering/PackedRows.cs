using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Rows side by side, so that many of them are multiplied with many others at once.</summary>
/// <remarks>Some rows make a panel, [D, rows]: a vector holds a number of each. Of <see cref="Group"/> rows by one panel all sums stay in registers, and each
/// sum's terms are added in the order of the dimensions, rounded once a term: a product has the same bits wherever its rows stand and on every processor.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class PackedRows<T> : IDisposable where T : unmanaged, INumber<T>
{
    /// <summary>Rows of the left side of a tile.</summary>
    public const int Group = 8;

    private const int Together = 16;

    private readonly int _count, _width;
    private T[] _numbers;   // [panel, D, rows of a panel], and what a rented array has behind them

    /// <summary>Rows of zeros.</summary>
    /// <param name="width">D.</param>
    public PackedRows(int count, int width) : this(count, width, 0)
    {
    }

    /// <param name="set">Rows that are set before they are read; the others are zeros.</param>
    private PackedRows(int count, int width, int set)
    {
        (_count, _width) = (count, width);
        var length = (count + Panel - 1) / Panel * Panel * width;
        _numbers = ArrayPool<T>.Shared.Rent(length);
        _numbers.AsSpan(set / Panel * Panel * width, length - (set / Panel * Panel * width)).Clear();
    }

    /// <summary>Rows of the right side of a tile.</summary>
    public static int Panel => 2 * Vector512<T>.Count;

    /// <summary>What becomes of a tile.</summary>
    /// <param name="row">The first of the rows on the left.</param>
    /// <param name="other">The first of those on the right.</param>
    /// <param name="products">[<see cref="Group"/>, <see cref="Panel"/>]; of rows behind the last ones they mean nothing.</param>
    public delegate void Use(int row, int other, ReadOnlySpan<T> products);

    /// <exception cref="ArgumentException">The rows' lengths differ.</exception>
    public static PackedRows<T> Of(T[][] rows)
    {
        var packed = new PackedRows<T>(rows.Length, rows.Length == 0 ? 0 : rows[0].Length, rows.Length);
        Parallel.For(0, (rows.Length + Panel - 1) / Panel, panel => packed.SetPanel(rows, panel * Panel));
        return packed;
    }

    /// <summary>Gives the memory to those that come after: rows that were let go cost less than new memory, which the system clears page by page.</summary>
    public void Dispose()
    {
        var numbers = Interlocked.Exchange(ref _numbers, []);
        if (numbers.Length > 0) ArrayPool<T>.Shared.Return(numbers);
    }

    /// <summary>Puts rows in the place of the first ones.</summary>
    /// <exception cref="ArgumentException">A row has another length.</exception>
    public void Set(ReadOnlySpan<T[]> rows)
    {
        for (var first = 0; first < rows.Length; first += Panel) SetPanel(rows, first);
    }

    /// <summary>Puts a number of every row in its place.</summary>
    /// <param name="dimension">Which number it is of each.</param>
    /// <param name="numbers">[rows].</param>
    public void SetAcross(int dimension, ReadOnlySpan<T> numbers)
    {
        for (var row = 0; row < _count; row += Panel)
            numbers.Slice(row, Math.Min(Panel, _count - row)).CopyTo(_numbers.AsSpan(Place(row) + (dimension * Panel)));
    }

    /// <summary>The scalar products of some rows with the first of others, a tile at a time.</summary>
    /// <param name="from">The first row, a multiple of <see cref="Group"/>.</param>
    /// <param name="to">Behind the last.</param>
    /// <param name="end">Behind the last of the others.</param>
    /// <exception cref="ArgumentException">The rows' lengths differ.</exception>
    public void Multiply(int from, int to, PackedRows<T> others, int end, Use use)
    {
        if (others._width != _width) throw new ArgumentException("Rows of different lengths.", nameof(others));
        if (from % Group != 0) throw new ArgumentOutOfRangeException(nameof(from), from, $"No multiple of {Group}.");
        if (to > _count || end > others._count) throw new ArgumentOutOfRangeException(nameof(to), to, "There are fewer rows.");
        Span<T> tile = stackalloc T[Group * Panel];
        if (_width == 0) tile.Clear();
        for (var other = 0; other < end; other += Panel)
            for (var row = from; row < to; row += Group)
            {
                if (_width > 0) Run(ref _numbers[Place(row)], ref others._numbers[others.Place(other)], _width, ref MemoryMarshal.GetReference(tile));
                use(row, other, tile);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetPanel(ReadOnlySpan<T[]> rows, int first)
    {
        foreach (var row in rows.Slice(first, Math.Min(Panel, rows.Length - first)))
            if (row.Length != _width) throw new ArgumentException("Rows of different lengths.", nameof(rows));

        // Some dimensions at a time: what is written to stays in the first-level cache.
        for (var from = 0; from < _width; from += Together)
            for (var row = first; row < Math.Min(rows.Length, first + Panel); row++)
            {
                var place = Place(row) + (from * Panel);
                foreach (var number in rows[row].AsSpan(from, Math.Min(Together, _width - from)))
                {
                    _numbers[place] = number;
                    place += Panel;
                }
            }
    }

    private int Place(int row) => (row / Panel * Panel * _width) + (row % Panel);

    /// <param name="left">[D], rows from a place of a panel on.</param>
    /// <param name="right">[D, rows of a panel].</param>
    /// <param name="into">[<see cref="Group"/>, <see cref="Panel"/>].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run(ref T left, ref T right, int width, ref T into)
    {
        Vector512<T> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        Vector512<T> i = default, j = default, k = default, l = default, m = default, n = default, o = default, p = default;
        var half = (nuint)Vector512<T>.Count;
        for (; width > 0; width--)
        {
            var (low, high) = (Vector512.LoadUnsafe(ref right), Vector512.LoadUnsafe(ref right, half));
            var row = Vector512.Create(left);
            (a, b) = (Vectors.MultiplyAdd(row, low, a), Vectors.MultiplyAdd(row, high, b));
            row = Vector512.Create(Unsafe.Add(ref left, 1));
            (c, d) = (Vectors.MultiplyAdd(row, low, c), Vectors.MultiplyAdd(row, high, d));
            row = Vector512.Create(Unsafe.Add(ref left, 2));
            (e, f) = (Vectors.MultiplyAdd(row, low, e), Vectors.MultiplyAdd(row, high, f));
            row = Vector512.Create(Unsafe.Add(ref left, 3));
            (g, h) = (Vectors.MultiplyAdd(row, low, g), Vectors.MultiplyAdd(row, high, h));
            row = Vector512.Create(Unsafe.Add(ref left, 4));
            (i, j) = (Vectors.MultiplyAdd(row, low, i), Vectors.MultiplyAdd(row, high, j));
            row = Vector512.Create(Unsafe.Add(ref left, 5));
            (k, l) = (Vectors.MultiplyAdd(row, low, k), Vectors.MultiplyAdd(row, high, l));
            row = Vector512.Create(Unsafe.Add(ref left, 6));
            (m, n) = (Vectors.MultiplyAdd(row, low, m), Vectors.MultiplyAdd(row, high, n));
            row = Vector512.Create(Unsafe.Add(ref left, 7));
            (o, p) = (Vectors.MultiplyAdd(row, low, o), Vectors.MultiplyAdd(row, high, p));
            left = ref Unsafe.Add(ref left, Panel);
            right = ref Unsafe.Add(ref right, Panel);
        }
        Store(a, b, ref into, 0);
        Store(c, d, ref into, 1);
        Store(e, f, ref into, 2);
        Store(g, h, ref into, 3);
        Store(i, j, ref into, 4);
        Store(k, l, ref into, 5);
        Store(m, n, ref into, 6);
        Store(o, p, ref into, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<T> low, Vector512<T> high, ref T into, int row)
    {
        low.StoreUnsafe(ref into, (nuint)(row * Panel));
        high.StoreUnsafe(ref into, (nuint)((row * Panel) + Vector512<T>.Count));
    }
}
