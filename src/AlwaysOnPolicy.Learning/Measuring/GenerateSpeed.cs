using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>The drawing of 64 tokens for each of 16 prompts by a model that is not trained.</summary>
public static class GenerateSpeed
{
    /// <exception cref="SettingsException">The options contradict each other, or the model's positions.</exception>
    /// <exception cref="CheckpointException">The model's folder cannot be read.</exception>
    public static SpeedLine Run(SpeedOptions options, CancellationToken cancel = default)
    {
        SpeedRun.Prepare(options);
        using var model = SpeedModel.Open(options);
        options.Check(model.MaxPositions);
        var lengths = SpeedWork.Lengths(options, SpeedWork.Prompts);
        var prompts = SpeedWork.Rows(lengths, model.VocabularySize);
        var sizes = CausalSizes.Of(model);
        var (prefill, decoding) = (Arithmetic.Prefill(sizes, lengths), Arithmetic.Decoding(sizes, lengths, SpeedWork.NewTokens));

        return SpeedRun.Of("generate", options, sizes, lengths, prefill + decoding, (number, times) =>
            times.Time("generate", () => Generator.Generate(model, prompts, SpeedWork.AnswerSeeds(number), SpeedWork.Sampling, cancel: cancel)),
            (line, times) => line with
            {
                GenerateS = times["generate"],
                NewTokensPerSecond = SpeedWork.Prompts * SpeedWork.NewTokens / line.TotalS,
                Limit = Limit(options, sizes, lengths, prefill / line.GemmGflops / 1e9, decoding, times["generate"]),
            }, cancel);
    }

    private static GenerationLimit Limit(SpeedOptions options, CausalSizes model, int[] prompts, double prefillS, double decodingFlop, double seconds)
    {
        var (readings, bytes) = MachineRates.ReadSeconds();
        var memory = bytes / readings.Min();
        var sixteenRows = MachineRates.Gemm(model.HiddenSize, SpeedWork.Prompts, options.Dtype) * 1e9;
        return new(prefillS, Arithmetic.DecodingBytes(model, prompts, SpeedWork.NewTokens) / memory, decodingFlop / sixteenRows, memory / 1e9,
            sixteenRows / 1e9, seconds);
    }
}
