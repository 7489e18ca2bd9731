using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>Whether the processor multiplies the numbers that a run asks for.</summary>
internal static class TypeLook
{
    public static void Look(Findings findings, ComputeType type) => Look(findings, type, MachineReport.HasBfloat16Instructions());

    /// <param name="hasInstructions">Null where the system does not tell.</param>
    public static void Look(Findings findings, ComputeType type, bool? hasInstructions)
    {
        if (type == ComputeType.Bfloat16 && hasInstructions == false)
            findings.Say("This processor has no instructions for bfloat16 (avx512_bf16 or amx_bf16): products in it take several times as long as in " +
                "float32 here. Unless memory is what counts, leave 'compute.dtype: bfloat16' out.");
    }
}
