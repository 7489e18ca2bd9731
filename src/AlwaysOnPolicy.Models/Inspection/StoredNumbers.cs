namespace AlwaysOnPolicy.Models.Inspection;

/// <summary>Numbers of one type among a model's weights.</summary>
/// <param name="Type">As in safetensors' headers: F32, BF16, F16 ….</param>
public sealed record StoredNumbers(string Type, int Tensors, long Numbers, long Bytes);
