using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.RewardScoring;

/// <summary>Lets a reward model score a file of answers.</summary>
public static class ScoreRun
{
    private const int Chunk = 64;

    /// <summary>Has a reward model score a file of answers.</summary>
    /// <param name="note">Is told what was left out of the file and why.</param>
    /// <param name="progress">Is told how many answers are scored, of how many.</param>
    /// <param name="kept">A file that keeps the rewards so far: the same settings go on from there. Whoever has written them all down deletes it. Null keeps
    /// none.</param>
    /// <returns>The answers with their rewards, in the file's order.</returns>
    /// <exception cref="SettingsException">The model or the file is not there.</exception>
    /// <exception cref="DataException">The file cannot be read.</exception>
    /// <exception cref="CheckpointException">The model cannot be used, or gives no numbers.</exception>
    public static async Task<IReadOnlyList<ScoredAnswer>> RunAsync(
        ScoreSettings settings, Action<string> note, Action<int, int> progress, CancellationToken cancel, string? kept = null)
    {
        var answers = DataInput.Of(settings.Answers.For(DataUse.Answers), "answers");
        var set = DataSets.ReadAnswers(answers);
        foreach (var text in set.Notes) note(text);
        var folder = ModelPlace.CheckedFolderOf(settings.Model, "--model");
        using var model = RewardModels.Load(folder, settings.Bfloat16, settings.Format);
        using var there = kept is null ? null : new KeptItems<double>(kept, ContentKey.Of(new
        {
            Model = ModelPlace.Of(settings.Model, "--model"),
            answers,
            settings.Format,
            settings.Bfloat16,
        }));
        var scored = new List<ScoredAnswer>(set.Rows.Count);
        foreach (var chunk in set.Rows.Chunk(Chunk))
        {
            if (there?.TryTake(chunk.Length, out var rewards) != true)
            {
                if (scored.Count > 0 && there?.Kept == scored.Count) note($"It goes on after {scored.Count} of {set.Rows.Count} scores, which were kept.");
                rewards = await model.ScoreAsync([.. chunk.Select(r => new Exchange(r.Question, r.Answer, r.Ended))], cancel);
                there?.Add(rewards);
            }
            foreach (var (row, reward) in chunk.Zip(rewards!))
            {
                if (!double.IsFinite(reward))
                    throw new CheckpointException($"'{folder}': the score of the answer '{row.Id}' is no number. The weights are damaged or too large for " +
                        "their type: fetch them again, or leave bfloat16 out.");
                scored.Add(new(row.Id, row.Domain, row.Question, row.Sample, row.Answer, reward));
            }
            progress(scored.Count, set.Rows.Count);
        }
        return scored;
    }
}
