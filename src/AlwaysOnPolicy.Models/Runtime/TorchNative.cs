using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Runtime;

namespace AlwaysOnPolicy.Models.Runtime;

/// <summary>Lets TorchSharp's native library load on systems whose libstdc++ is older than GCC 13's, such as Debian 12.</summary>
/// <remarks>
/// libLibTorchSharp.so asks for the symbol version GLIBCXX_3.4.32, but only for a marker that no code calls. Where the system
/// lacks that version the loader refuses the file. Then, and only then, a copy is made in which the demand is marked weak
/// (VER_FLG_WEAK, see the ELF gABI's "Symbol Versioning"), and the copy is loaded. A system that is new enough never gets here.
/// </remarks>
public static class TorchNative
{
    private const string LibraryName = "LibTorchSharp";
    private const string TooNewVersion = "GLIBCXX_3.4.32";
    private static int s_registered;

    /// <summary>The file that was loaded in place of the packaged one, or null where the packaged one loads as it is.</summary>
    public static string? WeakenedCopy { get; private set; }

    /// <summary>Registers the fallback, keeps the arguments of native calls alive (<see cref="NativeArguments"/>), has threads share memory
    /// and reuse it (<see cref="NativeHeap"/>) and sleep while they wait (<see cref="OpenMpThreads"/>). Called when an assembly that uses torch is loaded;
    /// calling it again does nothing.</summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref s_registered, 1) != 0) return;
        NativeArguments.Keep();
        NativeHeap.ShareOneArena();
        NativeHeap.ReuseLargeBlocks();
        OpenMpThreads.Sleep();
        if (OperatingSystem.IsLinux())
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == LibraryName ? LoadWeakenedCopy() : IntPtr.Zero;
    }

#pragma warning disable CA2255 // A library may need this too: torch must not be touched before the fallback is registered.
    [ModuleInitializer]
    internal static void Initialize() => Register();
#pragma warning restore CA2255

    /// <summary>The packaged library: in the publish folder itself, or under runtimes/&lt;rid&gt;/native beside the program.</summary>
    /// <returns>Null when there is none.</returns>
    public static string? PackagedLibrary()
    {
        var file = $"lib{LibraryName}.so";
        string[] places =
        [
            Path.Combine(AppContext.BaseDirectory, file),
            Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", file),
        ];
        return Array.Find(places, File.Exists);
    }

    private static IntPtr LoadWeakenedCopy()
    {
        if (PackagedLibrary() is not { } packaged) return IntPtr.Zero;
        var bytes = File.ReadAllBytes(packaged);
        if (!ElfVersionNeeds.MarkWeak(bytes, TooNewVersion)) return IntPtr.Zero;   // another reason: let the loader say it

        // The copy lies in another folder, so its neighbours (found through $ORIGIN) must be in memory before it.
        var folder = Path.GetDirectoryName(packaged)!;
        foreach (var neighbour in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
            if (File.Exists(Path.Combine(folder, neighbour)))
                NativeLibrary.Load(Path.Combine(folder, neighbour));

        WeakenedCopy = WriteOnce(bytes);
        return NativeLibrary.Load(WeakenedCopy);
    }

    private static string WriteOnce(byte[] bytes)
    {
        var cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (cache.Length == 0) cache = Path.Combine(AppContext.BaseDirectory, "cache");
        var hash = Convert.ToHexString(SHA256.HashData(bytes))[..16];
        var target = Path.Combine(cache, "always-on-policy", "native", hash, $"lib{LibraryName}.so");
        if (File.Exists(target) && new FileInfo(target).Length == bytes.Length) return target;

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Durable.WriteBytes(target, bytes);
        return target;
    }
}
