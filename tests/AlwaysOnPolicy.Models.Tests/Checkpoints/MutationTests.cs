using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tests;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Checkpoints;

/// <summary>Damaged files, 2,000 of each kind, are read or refused with an error that names them: no crash, no large allocation.</summary>
/// <remarks>A mutant is known by its number: the file it comes from and its damage are drawn from it.</remarks>
public sealed class MutationTests
{
    private const int Count = 2000;

    [Fact]
    public void Safetensors_files() => EveryMutant("*.safetensors", path => new SafeTensorsFile(path));

    [Fact]
    public void PyTorch_files() => EveryMutant("*.bin", path => new TorchFile(path));

    private static void EveryMutant(string pattern, Func<string, IWeightFile> open)
    {
        // The smaller files, so that most of the damage falls on headers.
        string[] corpus =
        [
            .. Directory.GetFiles(Goldens.Material("models"), pattern, SearchOption.AllDirectories)
                .Where(f => !f.Contains("expected", StringComparison.Ordinal)).OrderBy(f => new FileInfo(f).Length).ThenBy(f => f, StringComparer.Ordinal)
                    .Take(8),
        ];
        corpus.ShouldNotBeEmpty();
        using var folder = new TemporaryFolder();
        var path = folder.File("mutant");
        var (read, refused, warm) = (0, 0, 20);
        // What .NET and torch allocate once, at the first reading and the first refusal, is no mutant's doing: the first ones come twice.
        foreach (var number in Enumerable.Range(0, 20).Concat(Enumerable.Range(0, Count)))
        {
            var random = SeededRandom.For(20, "mutant", number.ToString());
            var bytes = Mutation.Of(File.ReadAllBytes(corpus[number % corpus.Length]), random);
            File.WriteAllBytes(path, bytes);
            var isWarm = warm-- <= 0;
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var scope = NewDisposeScope();
                using var file = open(path);
                foreach (var tensor in file.Tensors)
                {
                    (tensor.Shape.Aggregate((Int128)1, (a, b) => a * b) <= bytes.Length).ShouldBeTrue($"mutant {number}: '{tensor.Name}' is larger than the " +
                        "file");
                    tensor.Read().Dispose();
                }
                read++;
            }
            catch (CheckpointException e)
            {
                e.Message.ShouldContain(path, customMessage: $"mutant {number}");
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"mutant {number} of {corpus[number % corpus.Length]}: {e}");
            }
            if (isWarm) (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((2 * bytes.Length) + (1 << 20), $"mutant {number}");
        }
        read.ShouldBeGreaterThan(0);      // damage to the numbers alone is no fault of the form
        refused.ShouldBeGreaterThan(Count / 10);
    }
}
