using AlwaysOnPolicy.Learning.Measuring;
using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Measuring;

/// <summary>What a bench's line must say however fast the machine is.</summary>
public sealed class SpeedRunTests
{
    private static readonly SpeedOptions s_short = new() { ShortestQuery = 2, LongestQuery = 5, Threads = 1, Steps = 1 };

    [Theory]
    [InlineData(ComputeType.Float32)]
    [InlineData(ComputeType.Bfloat16)]
    public void The_parts_of_a_step_of_PPO_are_within_it(ComputeType type)
    {
        var line = PpoSpeed.Run(s_short with { Dtype = type });
        (line.GenerateS!.Value + line.StepS!.Value).ShouldBeLessThanOrEqualTo(line.TotalS);
        var phases = line.Phases!;
        (phases["forward_pass"] + phases["optimize_step"]).ShouldBeLessThanOrEqualTo(line.StepS.Value);
        (phases["own_forward"] + phases["reference_forward"]).ShouldBeLessThanOrEqualTo(phases["forward_pass"]);
        (phases["update_forward"] + phases["backward"] + phases["optimizer"]).ShouldBeLessThanOrEqualTo(phases["optimize_step"]);
        line.PhasePeaksMib!.Keys.ShouldBe(["generate", "own_forward", "reference_forward", "update_forward", "backward", "optimizer"]);
        line.PhasePeaksMib.Values.Max().ShouldBeLessThanOrEqualTo(line.PeakRssMib);
        line.NewTokensPerSecond!.Value.ShouldBe(16 * 64 / line.TotalS, 1e-6 * line.NewTokensPerSecond.Value);
    }

    [Fact]
    public void A_model_held_in_bfloat16_has_the_random_weights_of_one_in_float32_rounded()
    {
        using var scope = NewDisposeScope();
        using var exact = SpeedModel.Open(s_short);
        using var held = SpeedModel.Open(s_short with { Dtype = ComputeType.Bfloat16 });
        foreach (var (name, parameter) in held.named_parameters())
            parameter.to(ScalarType.Float32).data<float>().ToArray().ShouldBe(
                exact.get_parameter(name)!.to(parameter.dtype).to(ScalarType.Float32).data<float>().ToArray(), name);
        held.named_parameters().Count(p => p.parameter.dtype == ScalarType.BFloat16).ShouldBe(16);
    }

    [Fact]
    public void A_share_is_the_arithmetic_over_the_time_and_the_rate_of_products()
    {
        var line = SftSpeed.Run(s_short);
        line.GemmGflops.ShouldBe((line.GemmGflopsBefore + line.GemmGflopsAfter) / 2);
        line.ShareOfGemm.ShouldBe(line.Tflop / line.TotalS / (line.GemmGflops / 1000), 1e-9 * line.ShareOfGemm);
    }

    [Fact]
    public void Generation_is_held_against_the_larger_of_its_two_limits()
    {
        var limit = new GenerationLimit(PrefillS: 1, MemoryS: 3, ArithmeticS: 2, MemoryGbPerSecond: 40, SixteenRowGflops: 80, GenerateS: 8);
        limit.LimitS.ShouldBe(4);
        limit.ShareOfLimit.ShouldBe(0.5);
        (limit with { ArithmeticS = 5 }).LimitS.ShouldBe(6);
    }

    [Fact]
    public void Medians_are_of_all_steps()
    {
        StepSeconds.Median([3, 1, 2]).ShouldBe(2);
        StepSeconds.Median([4, 1, 2, 3]).ShouldBe(2.5);
    }

    [Theory]
    [InlineData(6, 5, 0, "shortest")]
    [InlineData(1, 5, 4, "cannot be padded to 4")]
    [InlineData(1, 961, 0, "1024 positions")]
    [InlineData(1, 5, 961, "1024 positions")]
    public void What_the_model_cannot_take_is_refused(int shortest, int longest, int padding, string says) =>
        Should.Throw<SettingsException>(() => GenerateSpeed.Run(s_short with { ShortestQuery = shortest, LongestQuery = longest, Padding = padding }))
            .Message.ShouldContain(says);
}
