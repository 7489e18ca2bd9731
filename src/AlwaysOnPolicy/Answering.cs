using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy;

/// <summary>A model's answers to a list of questions.</summary>
internal static class Answering
{
    public static IReadOnlyList<Exchange> Run(string model, IReadOnlyList<string> questions, SamplingOptions sampling, ulong seed, PromptFormatOptions? format,
        CancellationToken cancel)
    {
        var folder = ModelPlace.FolderOf(model, nameof(model));
        using var policy = Policy.Load(folder, JobFolders.FormatOf(folder, format));
        AnswerRequest[] requests = [.. questions.Select((q, i) => new AnswerRequest(q, Seeds.Derive(seed, "answers", i)))];
        return [.. questions.Zip(policy.Answer(requests, sampling, cancel: cancel), (q, a) => new Exchange(q, a.Text, a.Ended))];
    }
}
