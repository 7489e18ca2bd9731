using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>Memory for the keys and values of tokens, in pages of <see cref="PageTokens"/> tokens that any row may hold in any order (the idea of vLLM's
/// PagedAttention, Kwon et al. 2023).</summary>
/// <remarks>In a page the keys of a head lie as [size, tokens] and its values as [tokens, size rounded up to 16]: as products with queries and with weights
/// read them.</remarks>
internal sealed unsafe class CachePages : IDisposable
{
    public const int PageTokens = 32;

    private readonly nint[] _layers;
    private readonly nint _pageBytes;

    /// <param name="isHalf">Holds bfloat16, else float32.</param>
    public CachePages(int layers, int heads, int headSize, int pages, bool isHalf)
    {
        (Heads, HeadSize, Pages, IsHalf) = (heads, headSize, pages, isHalf);
        ValueWidth = (headSize + 15) / 16 * 16;
        HeadBytes = (nint)PageTokens * (headSize + ValueWidth) * NumberBytes;
        _pageBytes = heads * HeadBytes;
        _layers = new nint[layers];
        try
        {
            // Not resident before it is written.
            for (var i = 0; i < layers; i++) _layers[i] = (nint)NativeMemory.AllocZeroed((nuint)_pageBytes, (nuint)pages);
        }
        catch (OutOfMemoryException e)
        {
            throw new SettingsException($"A cache of {(long)pages * PageTokens} tokens takes {(double)_pageBytes * pages * layers / (1 << 30):F1} GiB, " +
                "more than this machine gives: ask for fewer tokens (aop serve: --cache-tokens).", e);
        }
    }

    ~CachePages() => Free();

    public int Heads { get; }
    public int HeadSize { get; }
    public int ValueWidth { get; }
    public int Pages { get; }
    public bool IsHalf { get; }

    /// <summary>Of the keys and values of one head in a page.</summary>
    public nint HeadBytes { get; }

    private int NumberBytes => IsHalf ? sizeof(ushort) : sizeof(float);

    /// <summary>Keys of a head in a page; see <see cref="ValuesOf"/>.</summary>
    public byte* KeysOf(int layer, int page, int head) => (byte*)_layers[layer] + (page * _pageBytes) + (head * HeadBytes);

    public byte* ValuesOf(int layer, int page, int head) => KeysOf(layer, page, head) + ((nint)PageTokens * HeadSize * NumberBytes);

    /// <summary>Stores a token's keys and values, each [heads, size].</summary>
    /// <param name="slot">The token's place in the page.</param>
    public void Store(int layer, int page, int slot, float* keys, float* values)
    {
        if (IsHalf) Store<Bfloat16Numbers>(layer, page, slot, keys, values);
        else Store<Float32Numbers>(layer, page, slot, keys, values);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store<T>(int layer, int page, int slot, float* keys, float* values) where T : INumbers
    {
        var line = stackalloc byte[16 * sizeof(float)];
        for (var head = 0; head < Heads; head++)
        {
            byte* k = KeysOf(layer, page, head) + (slot * T.Bytes), v = ValuesOf(layer, page, head) + ((nint)slot * ValueWidth * T.Bytes);
            float* key = keys + (head * HeadSize), value = values + (head * HeadSize);
            var i = 0;
            for (; i <= HeadSize - 16; i += 16)
            {
                T.Write(v + (i * T.Bytes), Vector512.Load(value + i));
                T.Write(line, Vector512.Load(key + i));
                for (var j = 0; j < 16; j++) Move<T>(line + (j * T.Bytes), k + ((nint)(i + j) * PageTokens * T.Bytes));
            }
            for (; i < HeadSize; i++)
            {
                T.Write(k + ((nint)i * PageTokens * T.Bytes), key[i]);
                T.Write(v + (i * T.Bytes), value[i]);
            }
        }
    }

    private static void Move<T>(byte* from, byte* to) where T : INumbers
    {
        if (T.Bytes == sizeof(ushort)) *(ushort*)to = *(ushort*)from;
        else *(float*)to = *(float*)from;
    }

    /// <summary>Copies a page in all layers.</summary>
    public void Copy(int from, int to)
    {
        foreach (var layer in _layers) Buffer.MemoryCopy((byte*)layer + (from * _pageBytes), (byte*)layer + (to * _pageBytes), _pageBytes, _pageBytes);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        for (var i = 0; i < _layers.Length; i++)
        {
            NativeMemory.Free((void*)_layers[i]);
            _layers[i] = 0;
        }
    }
}
