using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Answering;

/// <summary>Lets a model answer a file of questions.</summary>
public static class AnswerRun
{
    // Asked together, so that an answer that ends early makes room for the next; after them lines are written.
    private const int LeastAsked = 256;

    /// <param name="note">Is told what was left out of the file and why.</param>
    /// <param name="progress">Is told how many answers are done, of how many.</param>
    /// <returns>The answers in the file's order, as soon as a batch is done.</returns>
    /// <exception cref="SettingsException">A number is out of range, or the model or file is not there.</exception>
    /// <exception cref="DataException">The file cannot be read.</exception>
    /// <exception cref="CheckpointException">The model cannot be used.</exception>
    public static IEnumerable<AnswerLine> Run(AnswerSettings settings, Action<string> note, Action<int, int> progress, CancellationToken cancel)
    {
        Check(settings);
        var set = DataSets.ReadQuestions(DataInput.Of(settings.Prompts.For(DataUse.Questions), "--prompts"));
        foreach (var text in set.Notes) note(text);
        var asked = set.Rows.Take(settings.MaxPrompts ?? int.MaxValue).SelectMany(
            q => Enumerable.Range(0, settings.Samples).Select(sample => (Question: q, Sample: sample))).ToArray();
        using var policy = settings.Model.Load("--model");
        foreach (var text in policy.Format.Endings.Notes) note(text);
        var done = 0;
        foreach (var batch in asked.Chunk(Math.Max(settings.BatchSize, LeastAsked)))
        {
            AnswerRequest[] requests = [.. batch.Select(a => new AnswerRequest(
                a.Question.Text, Seeds.Derive(settings.Seed, "answers", $"{a.Question.Id}:{a.Sample}")))];
            var answers = policy.Answer(requests, settings.Sampling, settings.BatchSize, drawn => progress(done + drawn, asked.Length), cancel);
            done += batch.Length;
            foreach (var ((question, sample), answer) in batch.Zip(answers))
                yield return new(question.Id, question.Domain, question.Text, sample, answer.Text, answer.Ended);
        }
    }

    internal static void Check(AnswerSettings settings)
    {
        if (settings.Samples < 1) throw new SettingsException($"--samples is {settings.Samples}; it must be 1 or more.");
        if (settings.BatchSize < 1) throw new SettingsException($"--batch is {settings.BatchSize}; it must be 1 or more.");
        if (settings.MaxPrompts < 1) throw new SettingsException($"--max-prompts is {settings.MaxPrompts}; it must be 1 or more.");
        Check(settings.Sampling);
    }

    internal static void Check(SamplingOptions sampling)
    {
        var flaws = new List<ValidationResult>();
        if (!Validator.TryValidateObject(sampling, new ValidationContext(sampling), flaws, validateAllProperties: true))
            throw new SettingsException($"Sampling: {flaws[0].ErrorMessage}");
    }
}
