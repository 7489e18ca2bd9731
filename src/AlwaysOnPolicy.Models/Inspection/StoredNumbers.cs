namespace AlwaysOnPolicy.Models.Inspection;

/// <summary>Numbers of one type among a model's weights.</summary>
/// <param name="Type">As in safetensors' headers: F32, BF16, F16 ….</param>
/// <param name="Tensors">How many tensors.</param>
/// <param name="Numbers">How many numbers in them.</param>
/// <param name="Bytes">What they take on disk.</param>
public sealed record StoredNumbers(string Type, int Tensors, long Numbers, long Bytes);
