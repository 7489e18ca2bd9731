using AlwaysOnPolicy.Experiments.Starting;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Tests;

/// <summary>A folder with a tiny model, and what jobs need besides.</summary>
public sealed class TinyWorld : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-door-").FullName;

    public TinyWorld() => TinyModel.WriteFrom(Model, ["why is the sea salty", "how do I bake bread", "salt comes from rocks", "knead it and wait an hour"]);

    public string Model => Path("tiny");

    public static string[] Questions => ["why is the sea salty", "how do I bake bread", "why is bread salty", "how do I bake rocks"];

    public static PpoJob Job => new()
    {
        Ppo = new() { BatchSize = 4, MiniBatchSize = 2, PpoEpochs = 1, LearningRate = 1e-3 },
        Run = new() { Steps = 2, Sampling = new() { MaxNewTokens = 6 } },
    };

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    public static ValueTask<IReadOnlyList<double>> Length(IReadOnlyList<Exchange> exchanges, CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyList<double>>([.. exchanges.Select(e => (double)e.Answer.Length)]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
