using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;

/// <summary>The smallest GPT-2 worth training: 1 layer of width 16, 20 tokens, 16 positions.</summary>
internal static class TinyModel
{
    public static Gpt2 New(ulong seed = 1)
    {
        set_num_threads(1);
        var model = new Gpt2(new Gpt2Config { VocabularySize = 20, MaxPositions = 16, HiddenSize = 16, LayerCount = 1, HeadCount = 2 });
        model.Initialize(seed);
        return model;
    }

    /// <summary>Whether any number is another, by its bits.</summary>
    public static bool Differ(Tensor a, Tensor b) => !a.data<float>().ToArray().SequenceEqual(b.data<float>().ToArray());

    public static float[] Weights(nn.Module model) => [.. model.parameters().SelectMany(p => p.data<float>().ToArray())];
}
