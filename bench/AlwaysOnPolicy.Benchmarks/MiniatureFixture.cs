using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>The miniature world's untrained policy in a temporary folder, and its questions.</summary>
internal sealed class MiniatureFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-bench-").FullName;

    public MiniatureFixture()
    {
        MiniatureModel.Write(_folder, 1);
        Policy = Load();
        World = MiniatureWorld.Create(new MiniatureOptions(), 1);
    }

    public Policy Policy { get; }
    public MiniatureWorld World { get; }
    public SamplingOptions Sampling { get; } = new() { Temperature = 0.9, MaxNewTokens = 20 };

    public Policy Load() => Policy.Load(_folder, new PromptFormatOptions { Template = MiniatureModel.PromptTemplate, MaxPromptTokens = 23 });

    public void Dispose()
    {
        Policy.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
