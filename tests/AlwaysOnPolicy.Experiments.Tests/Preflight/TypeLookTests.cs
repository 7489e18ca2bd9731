using AlwaysOnPolicy.Experiments.Preflight;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Experiments.Tests.Preflight;

public sealed class TypeLookTests
{
    [Theory]
    [InlineData(ComputeType.Bfloat16, false, true)]
    [InlineData(ComputeType.Bfloat16, true, false)]
    [InlineData(ComputeType.Bfloat16, null, false)]
    [InlineData(ComputeType.Float32, false, false)]
    public void Who_asks_for_numbers_that_the_processor_does_not_multiply_is_told(ComputeType type, bool? hasInstructions, bool said)
    {
        var findings = new Findings();
        TypeLook.Look(findings, type, hasInstructions);
        findings.Sentences.Any(s => s.Contains("'compute.dtype: bfloat16'")).ShouldBe(said);
    }
}
