using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>Products of float32 matrices with 512-bit vectors.</summary>
/// <remarks>
/// The library inside libtorch multiplies with 256-bit vectors on processors that are not Intel's, whatever they can do; this is about twice as fast there.
/// The blocking is that of Goto and van de Geijn (2008): a block of the right matrix is packed so that it is read in order, and stays in the second-level cache
/// while tiles of the result (<see cref="GemmTile"/>) are made of it. A number of the result is summed in the same order whatever the other rows and
/// columns are and however many threads there are.
/// </remarks>
internal static unsafe class Gemm
{
    private const int Depth = 384, RowBlock = 20 * GemmTile.Rows, ColumnBlock = 16 * GemmTile.Columns;

    // Below this many multiplications a second thread costs more than it gains.
    private const double LeastOfThread = 2e6;

    [ThreadStatic]
    private static Packs? t_packs;

    /// <summary>Whether this processor has 512-bit vectors that libtorch's products leave unused.</summary>
    public static bool IsFaster { get; } = Vector512.IsHardwareAccelerated && Avx512F.IsSupported && IsAmd();

    /// <summary>into = left · right, + bias or + into.</summary>
    /// <param name="left">[M, K].</param>
    /// <param name="right">[K, N].</param>
    /// <param name="into">[M, N], rows of neighbours.</param>
    /// <param name="bias">[N], added to each row; null is none.</param>
    /// <param name="add">Adds to what is there.</param>
    /// <param name="threads">At most these.</param>
    public static void Multiply(Matrix left, Matrix right, Matrix into, float* bias, bool add, int threads)
    {
        var most = (int)Math.Min(threads, 1 + ((double)left.Rows * left.Columns * right.Columns / LeastOfThread));
        if (most <= 1) Run(left, right, into, bias, add);
        else Divided(left, right, into, (nint)bias, add, most);
    }

    // Apart, because what a lambda captures is made at a method's beginning.
    private static void Divided(Matrix left, Matrix right, Matrix into, nint bias, bool add, int threads)
    {
        var byColumns = into.Columns >= into.Rows;
        var (all, unit) = byColumns ? (into.Columns, GemmTile.Columns) : (into.Rows, GemmTile.Rows);
        var units = (all + unit - 1) / unit;
        var parts = Math.Min(threads, units);
        SideBySide.Run(parts, threads, part =>
        {
            int from = units * part / parts * unit, count = Math.Min(all, units * (part + 1) / parts * unit) - from;
            if (byColumns)
                Run(left, right.Part(0, right.Rows, from, count), into.Part(0, into.Rows, from, count), bias == 0 ? null : (float*)bias + from, add);
            else Run(left.Part(from, count, 0, left.Columns), right, into.Part(from, count, 0, into.Columns), (float*)bias, add);
        });
    }

    /// <summary>into = left · right, or into + left · right, on this thread.</summary>
    public static void Multiply(Matrix left, Matrix right, Matrix into, bool add = false) => Run(left, right, into, null, add);

    private static void Run(Matrix left, Matrix right, Matrix into, float* bias, bool add)
    {
        var packs = t_packs ??= new();
        for (var column = 0; column < into.Columns; column += ColumnBlock)
        {
            var columns = Math.Min(ColumnBlock, into.Columns - column);
            for (var k = 0; k < left.Columns; k += Depth)
            {
                var depth = Math.Min(Depth, left.Columns - k);
                packs.PackRight(right.Part(k, depth, column, columns));
                for (var row = 0; row < into.Rows; row += RowBlock)
                {
                    var rows = Math.Min(RowBlock, into.Rows - row);
                    var block = left.Part(row, rows, k, depth);
                    packs.PackLeft(block);
                    Tiles(packs, block, into.Part(row, rows, column, columns), bias is null ? null : bias + column, add || k > 0);
                }
            }
        }
    }

    private static void Tiles(Packs packs, Matrix left, Matrix into, float* bias, bool add)
    {
        nint depth = left.Columns;
        for (var column = 0; column < into.Columns; column += GemmTile.Columns)
        {
            var right = packs.Right + (column * depth);
            for (var row = 0; row < into.Rows; row += GemmTile.Rows)
            {
                int rows = Math.Min(GemmTile.Rows, into.Rows - row), columns = Math.Min(GemmTile.Columns, into.Columns - column);
                var isDirect = Packs.IsReadInPlace(left, rows);
                var a = isDirect ? left[row, 0] : packs.Left + (row * depth);
                var (rowBytes, depthBytes) = isDirect ? (left.RowStep * sizeof(float), (nint)sizeof(float)) : (sizeof(float), GemmTile.Rows * sizeof(float));
                var to = into[row, column];
                if (rows == GemmTile.Rows && columns == GemmTile.Columns)
                {
                    float* start = add ? to : bias is null ? packs.Zeros : bias + column;
                    GemmTile.Run(a, rowBytes, depthBytes, right, depth, start, add ? into.RowStep : 0, to, into.RowStep);
                    continue;
                }
                var edge = packs.Edge;
                new Span<float>(edge, GemmTile.Rows * GemmTile.Columns).Clear();
                for (var r = 0; r < rows && (add || bias is not null); r++)
                    new Span<float>(add ? to + (r * into.RowStep) : bias + column, columns).CopyTo(new(edge + (r * GemmTile.Columns), columns));
                GemmTile.Run(a, rowBytes, depthBytes, right, depth, edge, GemmTile.Columns, edge, GemmTile.Columns);
                for (var r = 0; r < rows; r++) new Span<float>(edge + (r * GemmTile.Columns), columns).CopyTo(new(to + (r * into.RowStep), columns));
            }
        }
    }

    private static bool IsAmd()
    {
        if (!X86Base.IsSupported) return false;
        var (_, b, c, d) = X86Base.CpuId(0, 0);
        return (b, d, c) == (0x68747541, 0x69746e65, 0x444d4163);   // "Auth" "enti" "cAMD"
    }

    /// <summary>Blocks of both matrices in the order in which tiles read them; one set a thread.</summary>
    private sealed class Packs
    {
        private readonly float* _left = New(RowBlock * Depth), _right = New(Depth * ColumnBlock);
        private readonly float* _edge = New(GemmTile.Rows * GemmTile.Columns), _zeros = New(GemmTile.Columns);

        ~Packs()
        {
            foreach (var block in (nint[])[(nint)_left, (nint)_right, (nint)_edge, (nint)_zeros]) NativeMemory.AlignedFree((void*)block);
        }

        public float* Left => _left;
        public float* Right => _right;
        public float* Edge => _edge;
        public float* Zeros => _zeros;

        /// <summary>Whether tiles read these rows where they lie: whole ones whose numbers are neighbours.</summary>
        public static bool IsReadInPlace(Matrix left, int rows) => left.ColumnStep == 1 && rows == GemmTile.Rows;

        /// <summary>[M, K] into panels [K, 12], zero beyond the last row.</summary>
        public void PackLeft(Matrix left)
        {
            for (var row = 0; row < left.Rows; row += GemmTile.Rows)
            {
                var rows = Math.Min(GemmTile.Rows, left.Rows - row);
                var to = _left + ((nint)row * left.Columns);
                if (IsReadInPlace(left, rows)) continue;
                if (left.RowStep == 1 && rows == GemmTile.Rows)
                {
                    for (var k = 0; k < left.Columns; k++, to += GemmTile.Rows)
                    {
                        var from = left[row, k];
                        Vector256.Load(from).Store(to);
                        Vector128.Load(from + 8).Store(to + 8);
                    }
                    continue;
                }
                new Span<float>(to, GemmTile.Rows * left.Columns).Clear();
                for (var r = 0; r < rows; r++)
                {
                    var from = left[row + r, 0];
                    for (nint k = 0; k < left.Columns; k++) to[(k * GemmTile.Rows) + r] = from[k * left.ColumnStep];
                }
            }
        }

        /// <summary>[K, N] into panels [K, 32], zero beyond the last column.</summary>
        public void PackRight(Matrix right)
        {
            for (var column = 0; column < right.Columns; column += GemmTile.Columns)
            {
                var columns = Math.Min(GemmTile.Columns, right.Columns - column);
                var to = _right + ((nint)column * right.Rows);
                var isWhole = columns == GemmTile.Columns;
                if (right.RowStep == 1)
                {
                    if (!isWhole) new Span<float>(to, GemmTile.Columns * right.Rows).Clear();
                    Transpose(right[0, column], right.ColumnStep, columns, right.Rows, to);
                }
                else
                {
                    for (var k = 0; k < right.Rows; k++, to += GemmTile.Columns)
                    {
                        var from = right[k, column];
                        if (isWhole && right.ColumnStep == 1)
                        {
                            Vector512.Load(from).Store(to);
                            Vector512.Load(from + 16).Store(to + 16);
                        }
                        else if (right.ColumnStep == 1)
                        {
                            new Span<float>(from, columns).CopyTo(new(to, columns));
                            new Span<float>(to + columns, GemmTile.Columns - columns).Clear();
                        }
                        else
                        {
                            for (var c = 0; c < GemmTile.Columns; c++) to[c] = c < columns ? from[c * right.ColumnStep] : 0;
                        }
                    }
                }
            }
        }

        /// <summary>At most 32 rows of neighbours into [depth, 32], in squares of 4 × 4 as far as they go.</summary>
        private static void Transpose(float* from, nint step, int rows, int depth, float* to)
        {
            int wholeRows = rows & ~3, wholeDepth = depth & ~3;
            for (var row = 0; row < rows; row++)
                for (var k = row < wholeRows ? wholeDepth : 0; k < depth; k++) to[(k * GemmTile.Columns) + row] = from[(row * step) + k];
            for (var row = 0; row < wholeRows; row += 4)
            {
                for (var k = 0; k < wholeDepth; k += 4)
                {
                    var f = from + (row * step) + k;
                    var t = to + (k * GemmTile.Columns) + row;
                    var (r0, r1, r2, r3) = (Vector128.Load(f), Vector128.Load(f + step), Vector128.Load(f + (2 * step)), Vector128.Load(f + (3 * step)));
                    var (low01, high01, low23, high23) = (Sse.UnpackLow(r0, r1), Sse.UnpackHigh(r0, r1), Sse.UnpackLow(r2, r3), Sse.UnpackHigh(r2, r3));
                    Sse.MoveLowToHigh(low01, low23).Store(t);
                    Sse.MoveHighToLow(low23, low01).Store(t + GemmTile.Columns);
                    Sse.MoveLowToHigh(high01, high23).Store(t + (2 * GemmTile.Columns));
                    Sse.MoveHighToLow(high23, high01).Store(t + (3 * GemmTile.Columns));
                }
            }
        }

        private static float* New(int count)
        {
            var block = (float*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(float)), 64);
            new Span<float>(block, count).Clear();
            return block;
        }
    }
}
