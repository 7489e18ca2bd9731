using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>A weight, and where its products with rows go.</summary>
/// <param name="Weight">Address of the first number of [in, out] or [out, in], in one piece.</param>
/// <param name="IsHalf">bfloat16, else float32.</param>
/// <param name="IsInputsFirst">[in, out].</param>
/// <param name="Bias">Address of [out] float32; 0 is none.</param>
/// <param name="Into">Address of the first row's results.</param>
internal readonly record struct RowWeight(nint Weight, bool IsHalf, bool IsInputsFirst, int Inputs, int Outputs, nint Bias, nint Into);

/// <summary>Products of few rows with large weights, which are read once, where they lie.</summary>
/// <remarks>A number of the result is summed in the same order whatever the other rows are, however many, and however many threads.</remarks>
internal static unsafe class RowProduct
{
    // Columns that are gone through again for the next rows, numbers of rows that stay in the first-level cache meanwhile, and rows beside a thread in its
    // second-level cache.
    private const int DotColumns = 32, NearNumbers = 6144, RowBlock = 96, DepthBlock = 64;

    // Below this many multiplications a second thread costs more than it gains.
    private const double LeastOfThread = 4e5;

    // What a thread takes at a time, in multiplications: enough to read weights in a row, and little enough to be done at the same time as the others.
    private const double OfPart = 8e6;

    [ThreadStatic]
    private static ScratchFloats? t_laid;

    [ThreadStatic]
    private static long t_product;

    private static long s_products;

    /// <summary>Whether this processor has the vectors that make it fast.</summary>
    public static bool IsFast => Vector512.IsHardwareAccelerated;

    /// <summary>Each into = x · weight + bias.</summary>
    /// <param name="x">[rows, in] float32.</param>
    /// <param name="xStep">Numbers from one row to the next.</param>
    /// <param name="intoStep">Numbers from one row of results to the next.</param>
    /// <param name="weights">Of one type and one layout.</param>
    /// <param name="threads">At most these.</param>
    public static void Multiply(float* x, nint xStep, int rows, ReadOnlySpan<RowWeight> weights, nint intoStep, int threads)
    {
        var work = 0.0;
        foreach (var w in weights) work += (double)rows * w.Inputs * w.Outputs;
        var from = new Rows((nint)x, xStep, rows, Interlocked.Increment(ref s_products));
        var most = (int)Math.Min(threads, 1 + (work / LeastOfThread));
        if (most > 1) Divided(from, weights.ToArray(), intoStep, most, work);
        else
            foreach (var w in weights) Part(from, w, 0, w.Outputs, intoStep);
    }

    // Apart, because what a lambda captures is made at a method's beginning.
    private static void Divided(Rows x, RowWeight[] weights, nint intoStep, int threads, double work)
    {
        var unit = weights[0].IsInputsFirst ? StripTile.Columns : DotTile.Size;
        var ends = new int[weights.Length];
        for (var i = 0; i < ends.Length; i++) ends[i] = (i == 0 ? 0 : ends[i - 1]) + ((weights[i].Outputs + unit - 1) / unit);
        var parts = Math.Min(ends[^1], Math.Max(2 * threads, (int)(work / OfPart)));
        SideBySide.Run(parts, threads, part =>
        {
            var (from, end) = ((int)((long)ends[^1] * part / parts), (int)((long)ends[^1] * (part + 1) / parts));
            for (var i = 0; from < end; i++)
            {
                if (ends[i] <= from) continue;
                var (begin, to) = (i == 0 ? 0 : ends[i - 1], Math.Min(end, ends[i]));
                var column = (from - begin) * unit;
                Part(x, weights[i], column, Math.Min(weights[i].Outputs, (to - begin) * unit) - column, intoStep);
                from = to;
            }
        });
    }

    private static void Part(Rows rows, in RowWeight w, int from, int count, nint intoStep)
    {
        var isLaid = w.IsHalf && !w.IsInputsFirst;
        var x = isLaid ? Laid(rows, w.Inputs) : (float*)rows.At;
        var xStep = isLaid ? w.Inputs : rows.Step;
        for (var row = 0; row < rows.Count; row += RowBlock)
        {
            float* block = x + (row * xStep), into = (float*)w.Into + (row * intoStep) + from;
            var height = Math.Min(RowBlock, rows.Count - row);
            if (!w.IsInputsFirst)
            {
                if (w.IsHalf) Dots<Bfloat16Numbers>(block, xStep, height, w, from, count, into, intoStep);
                else Dots<Float32Numbers>(block, xStep, height, w, from, count, into, intoStep);
                continue;
            }
            for (var column = 0; column < count; column += StripTile.Columns)
            {
                var columns = Math.Min(StripTile.Columns, count - column);
                if (w.IsHalf) Strip<Bfloat16Numbers>(block, xStep, height, w, from + column, columns, into + column, intoStep);
                else Strip<Float32Numbers>(block, xStep, height, w, from + column, columns, into + column, intoStep);
            }
        }
    }

    private static void Dots<T>(float* x, nint xStep, int rows, in RowWeight w, int from, int count, float* into, nint intoStep) where T : INumbers
    {
        var near = Math.Max(1, NearNumbers / w.Inputs / DotTile.Size) * DotTile.Size;
        for (var block = 0; block < count; block += DotColumns)
            for (var row = 0; row < rows; row += near)
            {
                var asking = Asked.By(isFirst: block == 0, row, rows, near);
                for (var column = block; column < Math.Min(count, block + DotColumns); column += DotTile.Size)
                    Column<T>(x, xStep, row, Math.Min(rows, row + near), w, from + column, Math.Min(DotTile.Size, count - column), asking,
                        into + column, intoStep);
            }
    }

    /// <summary>What is asked for from memory beside products: tiles of some rows share it.</summary>
    /// <param name="Ahead">Rows of the weight to it.</param>
    /// <param name="First">The first of these tiles' rows.</param>
    /// <param name="Tiles">How many ask.</param>
    private readonly record struct Asked(int Ahead, int First, int Tiles)
    {
        /// <summary>All rows ask for the next columns that are gone through again. Nobody has asked for the first: there the first rows do, a little ahead of
        /// themselves. Fewer rows do not go through columns again, and the fewer they are, the sooner the next are wanted.</summary>
        public static Asked By(bool isFirst, int row, int rows, int near)
        {
            if (rows <= near) return new(DotTile.Size * Math.Max(1, DotTile.Size * DotTile.Size / rows), 0, TilesOf(rows));
            if (!isFirst) return new(DotColumns, 0, TilesOf(rows));
            return row == 0 ? new(2 * DotTile.Size, 0, TilesOf(near)) : new(DotColumns, near, TilesOf(rows - near));
        }

        private static int TilesOf(int rows) => (rows + DotTile.Size - 1) / DotTile.Size;

        /// <summary>What the tile of these rows asks for.</summary>
        public DotTile.Wanted Of(int row, byte* at, nint step)
        {
            var tile = (row - First) / DotTile.Size;
            int begin = tile * DotTile.Size / Tiles, end = (tile + 1) * DotTile.Size / Tiles;
            return new((nint)at + ((Ahead + begin) * step), end - begin);
        }
    }

    /// <summary>A few columns of some rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Column<T>(
        float* x, nint xStep, int first, int end, in RowWeight w, int from, int columns, Asked asked, float* into, nint intoStep) where T : INumbers
    {
        var sums = stackalloc float[DotTile.Size * DotTile.Size];
        nint wStep = w.Inputs * T.Bytes;
        var at = (byte*)w.Weight + (from * wStep);
        var isMore = from + asked.Ahead + DotTile.Size <= w.Outputs;
        var bias = w.Bias == 0 ? null : (float*)w.Bias + from;
        for (var row = first; row < end; row += DotTile.Size)
        {
            float* own = x + (row * xStep), to = into + (row * intoStep);
            var height = Math.Min(DotTile.Size, end - row);
            var wanted = isMore ? asked.Of(row, at, wStep) : default;
            if (columns < DotTile.Size) Edge<T>(own, xStep, height, at, wStep, columns, w.Inputs, sums);
            else if (height == DotTile.Size) DotTile.Run<T>(own, xStep, at, wStep, w.Inputs, wanted, sums);
            else
                for (var r = 0; r < height; r++)
                    DotTile.RunOne<T>(own + (r * xStep), at, wStep, w.Inputs, r == 0 ? wanted : default, sums + (r * DotTile.Size));
            for (var r = 0; r < height; r++)
            {
                if (columns == DotTile.Size)
                    (Vector128.Load(sums + (r * DotTile.Size)) + (bias is null ? default : Vector128.Load(bias))).Store(to + (r * intoStep));
                else
                    for (var c = 0; c < columns; c++) to[(r * intoStep) + c] = sums[(r * DotTile.Size) + c] + (bias is null ? 0 : bias[c]);
            }
        }
    }

    /// <summary>A tile of which some columns are missing: one number at a time.</summary>
    private static void Edge<T>(float* x, nint xStep, int rows, byte* w, nint wStep, int columns, int depth, float* sums) where T : INumbers
    {
        var part = stackalloc float[DotTile.Size];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
            {
                DotTile.RunOne<T>(x + (r * xStep), w + (c * wStep), 0, depth, default, part);
                sums[(r * DotTile.Size) + c] = part[0];
            }
    }

    /// <summary>What is multiplied.</summary>
    /// <param name="Product">Which of all products it is multiplied in.</param>
    private readonly record struct Rows(nint At, nint Step, int Count, long Product);

    /// <summary>The rows as <see cref="DotTile"/> reads them, one behind the other. Each thread lays them for itself: it has to fetch them anyway.</summary>
    private static float* Laid(Rows rows, int inputs)
    {
        var to = (t_laid ??= new()).Of((nint)rows.Count * inputs);
        if (t_product == rows.Product) return to;
        for (var r = 0; r < rows.Count; r++)
        {
            float* from = (float*)rows.At + (r * rows.Step), into = to + ((nint)r * inputs);
            var k = 0;
            for (; k <= inputs - DotTile.Block; k += DotTile.Block) Bfloat16Numbers.Lay(from + k, into + k);
            new ReadOnlySpan<float>(from + k, inputs - k).CopyTo(new(into + k, inputs - k));
        }
        t_product = rows.Product;
        return to;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<T>(float* x, nint xStep, int rows, in RowWeight w, int from, int count, float* into, nint intoStep) where T : INumbers
    {
        for (var r = 0; r < rows; r++)
        {
            Span<float> row = new(into + (r * intoStep), count);
            if (w.Bias == 0) row.Clear();
            else new ReadOnlySpan<float>((float*)w.Bias + from, count).CopyTo(row);
        }
        nint wStep = w.Outputs * T.Bytes;
        for (var k = 0; k < w.Inputs; k += DepthBlock)
        {
            var at = (byte*)w.Weight + (k * wStep) + (from * (nint)T.Bytes);
            var depth = Math.Min(DepthBlock, w.Inputs - k);
            var ahead = k + (2 * DepthBlock) <= w.Inputs ? DepthBlock * wStep : 0;
            for (var row = 0; row < rows; row += StripTile.Rows)
            {
                var height = Math.Min(StripTile.Rows, rows - row);
                if (height == StripTile.Rows && count == StripTile.Columns)
                    StripTile.Run<T>(x + (row * xStep) + k, xStep, at, wStep, depth, row == 0 ? ahead : 0, into + (row * intoStep), intoStep);
                else StripEdge<T>(x + (row * xStep) + k, xStep, height, at, wStep, count, depth, into + (row * intoStep), intoStep);
            }
        }
    }

    private static void StripEdge<T>(
        float* x, nint xStep, int rows, byte* w, nint wStep, int columns, int depth, float* into, nint intoStep) where T : INumbers
    {
        for (var r = 0; r < rows; r++)
        {
            float* own = x + (r * xStep), to = into + (r * intoStep);
            var c = 0;
            for (; c <= columns - 16; c += 16)
            {
                var sum = Vector512.Load(to + c);
                for (var k = 0; k < depth; k++) sum = Vector512.FusedMultiplyAdd(Vector512.Create(own[k]), T.Load(w + (k * wStep) + (c * (nint)T.Bytes)), sum);
                sum.Store(to + c);
            }
            for (; c < columns; c++)
                for (var k = 0; k < depth; k++) to[c] = MathF.FusedMultiplyAdd(own[k], T.Read(w + (k * wStep) + (c * (nint)T.Bytes)), to[c]);
        }
    }
}
