using System.Reflection;
using AlwaysOnPolicy.Models.Runtime;
using TorchSharp;

namespace AlwaysOnPolicy.Models.Tests.Runtime;

public sealed class NativeArgumentsTests
{
    [Fact]
    public void The_wrappers_are_marked_in_the_loaded_assembly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "done on Linux");
        NativeArguments.AreKept.ShouldBeTrue();
        typeof(torch.Tensor).GetMethod("add", [typeof(torch.Tensor), typeof(Scalar)]).ShouldNotBeNull()
            .GetMethodImplementationFlags().HasFlag(MethodImplAttributes.NoOptimization).ShouldBeTrue();
    }

    /// <summary>Without the marks some of these sums fail within a second.</summary>
    [Fact]
    public void Sums_are_right_while_other_threads_collect_garbage()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "done on Linux");
        var working = 2;
        var collector = new Thread(() =>
        {
            while (Volatile.Read(ref working) > 0)
            {
                GC.Collect(0);
                Thread.Sleep(0);
            }
        });
        var failures = new List<string>();
        var workers = Enumerable.Range(0, working).Select(_ => new Thread(() =>
        {
            try
            {
                Add(60_000);
            }
            catch (Exception e)
            {
                lock (failures) failures.Add(e.Message);
            }
            finally
            {
                Interlocked.Decrement(ref working);
            }
        })).ToArray();

        collector.Start();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        collector.Join();
        failures.ShouldBeEmpty();
    }

    private static void Add(int times)
    {
        using var one = torch.ones(8);
        for (var i = 0; i < times; i++)
        {
            using var scope = torch.NewDisposeScope();
            var sum = one + one + 3.0;
            if (sum.data<float>()[7] != 5) throw new InvalidOperationException($"1 + 1 + 3 is {sum.data<float>()[7]}");
        }
    }
}
