namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>A product [rows, inputs] × [inputs, outputs].</summary>
/// <param name="Rows">Rows of the first factor.</param>
/// <param name="Inputs">Its columns, the second factor's rows.</param>
/// <param name="Outputs">The second factor's columns.</param>
/// <param name="Dtype">float32 or bfloat16.</param>
/// <param name="Gflops">10⁹ operations a second at its best, 2 for each multiplication with its addition.</param>
/// <param name="GflopsMedian">The same, the median.</param>
public sealed record GemmProduct(int Rows, int Inputs, int Outputs, string Dtype, double Gflops, double GflopsMedian);
