using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>The embedded miniature world as a source of data and of an untrained model.</summary>
internal sealed class MiniatureSource(MiniatureOptions options) : IExperimentSource
{
    public object DataIdentity => new
    {
        options.Layout,
        options.DemonstrationsPerDomain,
        options.ValidationPerDomain,
        options.TestPerDomain,
        options.ProbePerDomain,
    };

    public object PreferenceIdentity => new { options.Pairs, options.HeldOutPairs, options.SampledShare };
    public object ReferenceIdentity => DataIdentity;
    public InputFiles? GivenBaseModel => null;
    public object BaseModelIdentity => MiniatureModel.PromptTemplate;

    public ExperimentData PrepareData(ulong seed)
    {
        var world = MiniatureWorld.Create(options, seed);
        return new ExperimentData
        {
            Probe = world.Probe,
            Test = world.Test,
            HeldOutPairQuestions = [.. world.HeldOutPairQuestions],
            Pool = [],
            Demonstrations = [.. world.Demonstrations.Select(d => new Demonstration(d.Question, d.Answer))],
            ValidationDemonstrations = [.. world.ValidationDemonstrations.Select(d => new Demonstration(d.Question, d.Answer))],
            WeakDomains = [.. world.WeakDomains.Order(StringComparer.Ordinal)],
        };
    }

    public void WriteBaseModel(string folder, ulong seed) => MiniatureModel.Write(folder, Seeds.Derive(seed, "base model"));

    public PreferenceSets PreparePreferences(ExperimentData data, ulong seed, Func<IReadOnlyList<AnswerRequest>, IReadOnlyList<Answer>> answer)
    {
        var pairs = MiniatureWorld.Create(options, seed).PreferencePairs(asked =>
            [.. answer([.. asked.Select(a => new AnswerRequest(a.Question, a.Seed))]).Select(a => (a.Text, a.Ended))]);
        return new PreferenceSets([.. pairs.Training.Select(ToPair)], [.. pairs.HeldOut.Select(ToPair)]);
    }

    public IReadOnlyList<ReferenceAnswer> References(ExperimentData data, ulong seed) =>
        [.. MiniatureWorld.Create(options, seed).References().Select(r => new ReferenceAnswer(r.Question, r.Answer))];

    private static PreferencePair ToPair(MiniaturePair p) => new(p.Question, p.Chosen, p.Rejected, p.ChosenEnded, p.RejectedEnded);
}
