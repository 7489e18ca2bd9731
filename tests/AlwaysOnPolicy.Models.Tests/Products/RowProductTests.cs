using AlwaysOnPolicy.Models.Products;
using AlwaysOnPolicy.Models.Tests.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Products;

public sealed unsafe class RowProductTests
{
    [Theory]
    [InlineData(1, 64, 8), InlineData(4, 70, 64), InlineData(5, 16, 130), InlineData(16, 33, 67), InlineData(101, 129, 5),
     InlineData(3, 5, 3), InlineData(7, 200, 190)]
    public void Products_are_torchs(int rows, int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        var (x, bias) = (randn(rows, inputs), randn(outputs));
        foreach (var isInputsFirst in new[] { false, true })
            foreach (var isHalf in new[] { false, true })
            {
                var weight = (isInputsFirst ? randn(inputs, outputs) : randn(outputs, inputs)).to(isHalf ? ScalarType.BFloat16 : ScalarType.Float32);
                var expected = x.matmul(isInputsFirst ? weight.to(ScalarType.Float32) : weight.to(ScalarType.Float32).t());
                Run(x, weight, isInputsFirst, null, 1, outputs).ShouldBeClose(expected, 1e-4, $"{isInputsFirst}, {isHalf}");
                Run(x, weight, isInputsFirst, bias, 3, outputs).ShouldBeClose(expected + bias, 1e-4, $"{isInputsFirst}, {isHalf}, with a bias");
            }
    }

    [Fact]
    public void A_rows_products_are_the_same_bits_whatever_the_others_are()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(6);
        var x = randn(130, 75);
        foreach (var (isInputsFirst, isHalf) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            var weight = (isInputsFirst ? randn(75, 90) : randn(90, 75)).to(isHalf ? ScalarType.BFloat16 : ScalarType.Float32);
            var all = Run(x, weight, isInputsFirst, null, 2, 90);
            foreach (var (first, count) in new[] { (0, 1), (3, 2), (7, 4), (90, 17), (129, 1) })
                Run(x.narrow(0, first, count).clone(), weight, isInputsFirst, null, 1, 90).Equals(all.narrow(0, first, count))
                    .ShouldBeTrue($"{first}, {count}, {isInputsFirst}, {isHalf}");
        }
    }

    private static Tensor Run(Tensor x, Tensor weight, bool isInputsFirst, Tensor? bias, int threads, int outputs)
    {
        var into = zeros(x.size(0), outputs);
        RowProduct.Multiply((float*)TensorMemory.Of(x), (nint)x.size(1), (int)x.size(0),
            [new(TensorMemory.Of(weight), weight.dtype == ScalarType.BFloat16, isInputsFirst, (int)x.size(1), outputs,
                bias is null ? 0 : TensorMemory.Of(bias), TensorMemory.Of(into))], outputs, threads);
        GC.KeepAlive(weight);
        return into;
    }
}
