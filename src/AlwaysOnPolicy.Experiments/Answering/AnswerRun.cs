using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Answering;

/// <summary>Lets a model answer a file of questions.</summary>
public static class AnswerRun
{
    // Asked together, so that an answer that ends early makes room for the next; after them lines are written.
    private const int LeastAsked = 256;

    /// <summary>Has a model answer a file of questions.</summary>
    /// <param name="note">Is told what was left out of the file and why.</param>
    /// <param name="progress">Is told how many answers are done, of how many.</param>
    /// <param name="kept">A file that keeps the answers so far: the same settings go on from there. Whoever has written them all down deletes it. Null keeps
    /// none.</param>
    /// <returns>The answers in the file's order, as soon as a batch is done.</returns>
    /// <exception cref="SettingsException">The model or file is not there.</exception>
    /// <exception cref="DataException">The file cannot be read.</exception>
    /// <exception cref="CheckpointException">The model cannot be used.</exception>
    public static IEnumerable<AnswerLine> Run(AnswerSettings settings, Action<string> note, Action<int, int> progress, CancellationToken cancel,
        string? kept = null)
    {
        var prompts = DataInput.Of(settings.Prompts.For(DataUse.Questions), "--prompts");
        var set = DataSets.ReadQuestions(prompts);
        foreach (var text in set.Notes) note(text);
        var asked = set.Rows.Take(settings.MaxPrompts ?? int.MaxValue).SelectMany(
            q => Enumerable.Range(0, settings.Samples).Select(sample => (Question: q, Sample: sample))).ToArray();
        using var policy = settings.Model.Load("--model");
        foreach (var text in policy.Format.Endings.Notes) note(text);
        using var there = kept is null ? null : new KeptItems<AnswerLine>(kept, ContentKey.Of(new
        {
            Model = ModelPlace.Of(settings.Model.Place, "--model"),
            Asked = settings.Model with { Place = "" },
            prompts,
            settings.MaxPrompts,
            settings.Samples,
            settings.Sampling,
            settings.Seed,
        }));
        var done = 0;
        foreach (var batch in asked.Chunk(Math.Max(settings.BatchSize, LeastAsked)))
        {
            if (there?.TryTake(batch.Length, out var lines) != true)
            {
                if (done > 0 && there?.Kept == done) note($"It goes on after {done} of {asked.Length} answers, which were kept.");
                lines = Answer(batch);
                there?.Add(lines);
            }
            done += batch.Length;
            foreach (var line in lines!) yield return line;
        }

        AnswerLine[] Answer((QuestionRow Question, int Sample)[] batch)
        {
            AnswerRequest[] requests = [.. batch.Select(a => new AnswerRequest(
                a.Question.Text, Seeds.Derive(settings.Seed, "answers", $"{a.Question.Id}:{a.Sample}")))];
            var answers = policy.Answer(requests, settings.Sampling, settings.BatchSize, drawn => progress(done + drawn, asked.Length), cancel);
            return [.. batch.Zip(answers, (asked, answer) =>
                new AnswerLine(asked.Question.Id, asked.Question.Domain, asked.Question.Text, asked.Sample, answer.Text, answer.Ended))];
        }
    }
}
