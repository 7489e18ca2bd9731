using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Runtime.InteropServices;
using TorchSharp;

namespace AlwaysOnPolicy.Models.Runtime;

/// <summary>Keeps what TorchSharp hands to libtorch alive until the native call returns.</summary>
/// <remarks>
/// TorchSharp's wrappers read the native handle of each argument and then call. In optimised code an argument counts as dead once its handle is
/// read, so a collection begun by another thread may run the finalizer of a temporary <see cref="Scalar"/>, such as the 1 in <c>a + b</c>, while
/// libtorch still reads it: the operation fails ("Unknown scalar type"), or computes with another number. In code that is not optimised every
/// argument lives until the method returns. So each wrapper is marked <see cref="MethodImplAttributes.NoOptimization"/> in the loaded assembly's
/// metadata, before it is compiled; the file is not touched. A wrapper only forwards, so this costs nothing that can be measured.
/// Done on Linux; elsewhere <see cref="AreKept"/> is false, and stages side by side (compute.parallel_stages above 1) are a risk.
/// </remarks>
internal static unsafe partial class NativeArguments
{
    private const int ReadWrite = 0x3, PrivateAnonymous = 0x22, MayMoveFixed = 0x3;

    /// <summary>Whether arguments are safe from the garbage collector.</summary>
    public static bool AreKept { get; private set; }

    internal static void Keep()
    {
        if (!AreKept && OperatingSystem.IsLinux() && typeof(torch).Assembly.TryGetRawMetadata(out var metadata, out var length))
            AreKept = Mark(metadata, length);
    }

    private static bool Mark(byte* metadata, int length)
    {
        var reader = new MetadataReader(metadata, length);
        var rows = reader.GetTableRowCount(TableIndex.MethodDef);
        var rowSize = reader.GetTableRowSize(TableIndex.MethodDef);
        var table = metadata + reader.GetTableMetadataOffset(TableIndex.MethodDef);

        // The file is mapped for reading only. A changed copy of the table's pages takes their place in one step.
        var page = (nuint)Environment.SystemPageSize;
        var from = (nuint)table & ~(page - 1);
        var size = ((nuint)(table + ((long)rows * rowSize)) - from + page - 1) & ~(page - 1);
        var copy = MemoryMap(0, size, ReadWrite, PrivateAnonymous, -1, 0);
        if (copy == -1) return false;
        Buffer.MemoryCopy((void*)from, (void*)copy, size, size);

        // A row begins with the body's place (4 bytes, 0 for a native method) and the implementation flags (2 bytes); ECMA-335, II.22.26.
        var row = (byte*)copy + ((nuint)table - from);
        for (var i = 0; i < rows; i++, row += rowSize)
            if (*(uint*)row != 0)
                *(ushort*)(row + 4) |= (ushort)MethodImplAttributes.NoOptimization;

        if (MemoryRemap(copy, size, size, MayMoveFixed, from) != -1) return true;
        _ = MemoryUnmap(copy, size);
        return false;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MemoryMap(nint address, nuint size, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mremap")]
    private static partial nint MemoryRemap(nint old, nuint oldSize, nuint newSize, int flags, nuint target);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int MemoryUnmap(nint address, nuint size);
}
