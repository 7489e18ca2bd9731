using System.Runtime.InteropServices;
using System.Text;
using AlwaysOnPolicy.Models.Runtime;
using TorchSharp;

namespace AlwaysOnPolicy.Models.Tests.Runtime;

public sealed class TorchNativeTests
{
    private const string TooNewVersion = "GLIBCXX_3.4.32";

    [Fact]
    public void Torch_computes_on_this_machine()
    {
        using var sum = torch.ones(3).sum();
        sum.item<float>().ShouldBe(3f);
    }

    /// <summary>What libgomp reads when it is loaded, which is not what .NET's environment holds.</summary>
    [Fact]
    public void Torchs_threads_sleep_while_they_wait_unless_the_user_says_otherwise()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "OpenMP's library is another elsewhere");
        var own = Environment.GetEnvironmentVariable("OMP_WAIT_POLICY");
        var spins = Environment.GetEnvironmentVariable("GOMP_SPINCOUNT");
        torch.get_num_threads().ShouldBeGreaterThan(0);
        var variable = Marshal.GetDelegateForFunctionPointer<NativeVariable>(NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "getenv"));
        Marshal.PtrToStringUTF8(variable("OMP_WAIT_POLICY")).ShouldBe(own ?? (spins is null ? "PASSIVE" : null));
    }

    private delegate nint NativeVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [Fact]
    public void The_machine_report_names_the_library_that_was_loaded()
    {
        var report = MachineReport.Take(".");
        report.NativeError.ShouldBeNull();
        report.NativeLibrary.ShouldNotBeNull();
        report.TorchThreads.ShouldBeGreaterThan(0);
        report.Bfloat16Works.ShouldBeTrue();
    }

    [Fact]
    public void Marking_the_new_symbol_version_weak_changes_two_bytes_at_most_and_only_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the fallback is for Linux");
        var original = File.ReadAllBytes(TorchNative.PackagedLibrary().ShouldNotBeNull());
        var weakened = original.ToArray();

        ElfVersionNeeds.MarkWeak(weakened, TooNewVersion).ShouldBeTrue();
        original.Zip(weakened).Count(p => p.First != p.Second).ShouldBe(1);
        ElfVersionNeeds.MarkWeak(weakened, TooNewVersion).ShouldBeFalse("it is weak already");
    }

    [Fact]
    public void A_file_without_the_need_is_left_alone()
    {
        var library = File.ReadAllBytes(typeof(object).Assembly.Location);   // a PE file
        ElfVersionNeeds.MarkWeak(library, TooNewVersion).ShouldBeFalse();
        ElfVersionNeeds.MarkWeak(Encoding.ASCII.GetBytes("too short"), TooNewVersion).ShouldBeFalse();
    }
}
