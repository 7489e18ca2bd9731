// PPO on a reward of one's own: a tiny model learns to answer with many vowels, and is asked before and after.
using AlwaysOnPolicy;
using AlwaysOnPolicy.Experiments.Starting;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Text;

var folder = args is [var given] ? given : Path.Combine(Path.GetTempPath(), $"samples-ppo-{Guid.NewGuid():N}");
var (tiny, trained) = (Path.Combine(folder, "tiny"), Path.Combine(folder, "trained"));
string[] questions =
[
    "why is the sea salty", "how do I bake bread", "when do bees sleep", "who made the first bicycle",
    "where do rivers begin", "what makes ice float", "how far away is the moon", "why do cats purr",
];
TinyModel.WriteFrom(tiny, [.. questions, .. questions.Select(q => $"{q}? nobody knows for sure, but a good guess is easy to make.")]);

var aligner = new Aligner();
var job = new PpoJob
{
    Ppo = new() { BatchSize = 16, MiniBatchSize = 8, LearningRate = 1e-3, InitKlCoef = 0.05, ScoreScaling = true, ScoreNorm = true },
    Run = new() { Steps = 30, Sampling = new() { MaxNewTokens = 16 } },
};
var before = await MeanAsync(tiny);
var progress = new DirectProgress<PpoStepRecord>(s =>
{
    if (s.Step % 5 == 0) Console.WriteLine($"step {s.Step,2} of {s.TotalSteps}: reward {s.RewardMean:0.00}, KL {s.Kl:0.00} nats an answer");
});
await aligner.PpoAsync(tiny, questions, (exchanges, cancel) => ValueTask.FromResult(Vowels(exchanges)), trained, job, progress);
var after = await MeanAsync(trained);
Console.WriteLine($"share of vowels: {before:0.00} before, {after:0.00} after; the policy is in {trained}");

async Task<double> MeanAsync(string model) => Vowels(await aligner.AnswerAsync(model, [.. Enumerable.Repeat(questions, 8).SelectMany(q => q)], job.Run.Sampling)).Average();

static IReadOnlyList<double> Vowels(IReadOnlyList<Exchange> exchanges) =>
    [.. exchanges.Select(e => e.Answer.Length == 0 ? 0.0 : (double)e.Answer.Count("aeiou".Contains) / e.Answer.Length)];
