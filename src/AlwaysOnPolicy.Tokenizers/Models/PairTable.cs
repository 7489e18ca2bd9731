using System.Numerics;
using System.Runtime.CompilerServices;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>Ranks and results of the pairs that are joined, by both ids: an open hash table, since each symbol of each new word is looked up.</summary>
internal sealed class PairTable
{
    private readonly (ulong Key, int Rank, int Joined)[] _slots;
    private readonly int _shift;

    /// <param name="most">How many pairs will be set at most.</param>
    public PairTable(int most)
    {
        var size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(most + (most / 2), 16));
        (_slots, _shift) = (new (ulong, int, int)[size], 64 - BitOperations.Log2(size));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(int left, int right, int rank, int joined) => SlotOf(left, right) = (Key(left, right), rank, joined);

    public bool TryGet(int left, int right, out int rank, out int joined)
    {
        ref var slot = ref SlotOf(left, right);
        (_, rank, joined) = slot;
        return slot.Key != 0;
    }

    /// <summary>The pair's slot, or the free one where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref (ulong Key, int Rank, int Joined) SlotOf(int left, int right)
    {
        var key = Key(left, right);
        var at = (int)((key * 0x9E37_79B9_7F4A_7C15) >> _shift);
        while (_slots[at].Key != 0 && _slots[at].Key != key) at = (at + 1) & (_slots.Length - 1);
        return ref _slots[at];
    }

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32 | (uint)right) + 1;   // 0 marks a free slot
}
