namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>What the machine does at best: matrix products of a model's sizes, and reading of memory.</summary>
/// <param name="Bench">gemm.</param>
/// <param name="Model">The model whose sizes are multiplied.</param>
/// <param name="HiddenSize">Its width.</param>
/// <param name="VocabularySize">Its tokens.</param>
/// <param name="Threads">Torch's threads.</param>
/// <param name="Steps">Rounds over all products.</param>
/// <param name="Products">Each product's rate.</param>
/// <param name="MemoryReadGbPerSecond">10⁹ bytes a second, summing 256 MiB with all threads, at its best.</param>
/// <param name="MemoryReadGbPerSecondMedian">The same, the median.</param>
/// <param name="PeakRssMib">The most memory that the process held, in MiB.</param>
/// <param name="ProcessorS">Processor seconds of all of it.</param>
public sealed record GemmLine(string Bench, string Model, int HiddenSize, int VocabularySize, int Threads, int Steps, IReadOnlyList<GemmProduct> Products,
    double MemoryReadGbPerSecond, double MemoryReadGbPerSecondMedian, double PeakRssMib, double ProcessorS);
