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
    /// <returns>The answers with their rewards, in the file's order.</returns>
    /// <exception cref="SettingsException">The model or the file is not there.</exception>
    /// <exception cref="DataException">The file cannot be read.</exception>
    /// <exception cref="CheckpointException">The model cannot be used, or gives no numbers.</exception>
    public static async Task<IReadOnlyList<ScoredAnswer>> RunAsync(
        ScoreSettings settings, Action<string> note, Action<int, int> progress, CancellationToken cancel)
    {
        var set = DataSets.ReadAnswers(DataInput.Of(settings.Answers.For(DataUse.Answers), "answers"));
        foreach (var text in set.Notes) note(text);
        var folder = ModelPlace.CheckedFolderOf(settings.Model, "--model");
        using var model = RewardModels.Load(folder, settings.Bfloat16, settings.Format);
        var scored = new List<ScoredAnswer>(set.Rows.Count);
        foreach (var chunk in set.Rows.Chunk(Chunk))
        {
            var rewards = await model.ScoreAsync([.. chunk.Select(r => new Exchange(r.Question, r.Answer, r.Ended))], cancel);
            foreach (var (row, reward) in chunk.Zip(rewards))
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
