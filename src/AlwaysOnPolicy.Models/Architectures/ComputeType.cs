namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The numbers in which a decoder's linear layers are multiplied. All else is float32 in either.</summary>
public enum ComputeType
{
    /// <summary>As the references compute.</summary>
    Float32,

    /// <summary>Products in bfloat16, which processors with instructions for it (AVX512-BF16, AMX) compute four to six times as fast. Weights that are trained
    /// stay float32; others are held in bfloat16.</summary>
    Bfloat16,
}
