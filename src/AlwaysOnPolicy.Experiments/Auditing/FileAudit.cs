using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.Diversity;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Auditing;

/// <summary>How diverse the prompts of a file are. Unlike where prompts are trained on, repeated ones are read and counted.</summary>
public static class FileAudit
{
    /// <summary>Audits a file.</summary>
    /// <param name="file">JSONL, CSV, TSV, Parquet or text.</param>
    /// <param name="heldOut">Questions to compare with, a file of the same kinds; null for none.</param>
    /// <param name="encoder">A sentence-transformers folder, its owner/name, or the built-in one's name.</param>
    /// <exception cref="SettingsException">A file or the encoder is not there.</exception>
    /// <exception cref="DataException">A row is no prompt, or there are fewer than two.</exception>
    public static PromptAudit Of(DataSource file, DataSource? heldOut, string encoder, CancellationToken cancel)
    {
        var prompts = Read(file, "FILE");
        if (prompts.Length < 2)
            throw new DataException($"'{file.Path}' holds {(prompts.Length == 0 ? "no prompts" : "one prompt")}; diversity is a matter of two or more.");
        var others = heldOut is null ? [] : Read(heldOut, "--held-out");
        using var sentences = SentenceEncoders.Load(ModelPlace.EncoderOf(encoder).Path);
        string[] texts = [.. prompts.Select(p => p.Text)];
        var embeddings = sentences.Encode(texts, cancel: cancel);
        var known = sentences.Encode([.. others.Select(p => p.Text)], cancel: cancel);
        var auditor = new PromptAuditor(PromptPlane.Fit(known.Length > 1 ? known : embeddings, Seeds.Derive(0, "prompt map"), cancel), known);
        return new(encoder, PromptAuditor.NearFrom,
            [new(Path.GetFileName(file.Path), null, 0, auditor.Measure(texts, embeddings, cancel), Domains(prompts))], auditor.Map(known));
    }

    private static PromptShare[] Domains(Question[] prompts) =>
        [.. prompts.CountBy(p => p.Domain ?? "").OrderByDescending(d => d.Value).ThenBy(d => d.Key, StringComparer.Ordinal)
            .Select(d => new PromptShare(d.Key, d.Value, null))];

    private static Question[] Read(DataSource file, string option)
    {
        var columns = new PlainColumns(file.Columns);
        try
        {
            return [.. DataInput.Of(file, option).Files.SelectMany(f => RecordFile.Read(f.Path, file.Format))
                .Select((record, i) => columns.Question(record, $"{i}")!.Question)];
        }
        catch (OddRowException e)
        {
            throw new DataException(e.Message, e);
        }
    }
}
