using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace AlwaysOnPolicy.Tokenizers.Vocabularies;

/// <summary>Tokens and their ids both ways: the tokens' UTF-8 in one block and an open hash table over it, so that a large vocabulary is read without an
/// object for each of its tokens.</summary>
internal sealed class TokenTable
{
    private const int MostOnStack = 1024;   // bytes

    private byte[] _bytes;
    private (int Start, int Length)[] _places;   // by id; a start below 0 where there is none
    private (uint Hash, int Id)[] _slots;        // the id is 1 more: 0 marks a free slot
    private int _used, _longest;

    /// <param name="expected">How many tokens will come, about.</param>
    /// <param name="bytes">How long all are together, about: pages that stay unused cost nothing, copies of a block that grows do.</param>
    public TokenTable(int expected, int bytes)
    {
        _bytes = new byte[bytes];
        _places = new (int, int)[Math.Max(expected, 16)];
        Array.Fill(_places, (-1, 0));
        _slots = new (uint, int)[BitOperations.RoundUpToPowerOf2((uint)Math.Max(expected + (expected / 2), 16))];
    }

    public int Count { get; private set; }

    public int HighestId { get; private set; } = -1;

    /// <returns>False where the token is there already.</returns>
    /// <exception cref="ArgumentException">Another token has the id.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(ReadOnlySpan<byte> token, int id)
    {
        var hash = Hash(token);
        var at = SlotOf(token, hash);
        if (_slots[at].Id != 0) return false;
        if (Has(id)) throw new ArgumentException($"The id {id} has a token already.", nameof(id));
        _slots[at] = (hash, id + 1);
        Place(token, id);
        Count++;
        if (Count > _slots.Length / 3 * 2) Grow();
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryGetId(ReadOnlySpan<byte> token, out int id)
    {
        id = _slots[SlotOf(token, Hash(token))].Id - 1;
        return id >= 0;
    }

    /// <summary>The same of a text in UTF-16; half of a surrogate pair is in no token.</summary>
    public bool TryGetId(ReadOnlySpan<char> token, out int id)
    {
        id = -1;
        if (token.Length > _longest) return false;
        Span<byte> bytes = _longest <= MostOnStack ? stackalloc byte[_longest] : new byte[_longest];
        return Utf8.FromUtf16(token, bytes, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done
            && TryGetId(bytes[..written], out id);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int id) => (uint)id < (uint)_places.Length && _places[id].Start >= 0;

    /// <summary>A token's UTF-8; empty where no token has the id.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => Has(id) ? _bytes.AsSpan(_places[id].Start, _places[id].Length) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Place(ReadOnlySpan<byte> token, int id)
    {
        if (_used + token.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _used + token.Length));
        if (id >= _places.Length)
        {
            var before = _places.Length;
            Array.Resize(ref _places, Math.Max(id + 1, 2 * before));
            _places.AsSpan(before).Fill((-1, 0));
        }
        token.CopyTo(_bytes.AsSpan(_used));
        _places[id] = (_used, token.Length);
        _used += token.Length;
        _longest = Math.Max(_longest, token.Length);
        HighestId = Math.Max(HighestId, id);
    }

    /// <summary>The token's slot, or the free one where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(ReadOnlySpan<byte> token, uint hash)
    {
        var slots = _slots;
        var at = (int)hash & (slots.Length - 1);
        while (slots[at].Id != 0 && !(slots[at].Hash == hash && BytesOf(slots[at].Id - 1).SequenceEqual(token))) at = (at + 1) & (slots.Length - 1);
        return at;
    }

    private void Grow()
    {
        var before = _slots;
        _slots = new (uint, int)[2 * before.Length];
        foreach (var slot in before)
        {
            if (slot.Id == 0) continue;
            var at = (int)slot.Hash & (_slots.Length - 1);
            while (_slots[at].Id != 0) at = (at + 1) & (_slots.Length - 1);
            _slots[at] = slot;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ReadOnlySpan<byte> token)
    {
        const ulong Odd = 0x9E37_79B9_7F4A_7C15;
        var hash = (ulong)token.Length * Odd;
        for (; token.Length >= 8; token = token[8..]) hash = Mixed(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(token));
        var rest = 0UL;
        foreach (var b in token) rest = (rest << 8) | b;
        return (uint)(Mixed(hash ^ rest) >> 32);

        static ulong Mixed(ulong value)
        {
            value *= Odd;
            return value ^ (value >> 29);
        }
    }
}
