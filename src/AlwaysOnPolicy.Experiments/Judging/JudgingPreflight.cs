using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Preflight;

namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>Looks at what a judging names, before it runs.</summary>
public static class JudgingPreflight
{
    /// <param name="folder">The run's.</param>
    /// <exception cref="SettingsException">The settings name too little to look at, or do not go together.</exception>
    public static Findings Look(JudgingSettings settings, string folder) => Look(settings, folder, out _);

    internal static Findings Look(JudgingSettings settings, string folder, out JudgedSides? sides)
    {
        settings.Check();
        var findings = new Findings();
        findings.Try(() => FolderLook.Require(folder));
        foreach (var use in settings.Named().SelectMany(j => ChatUse.OfJudge(j.Judge, j.Setting))) ServiceLook.Look(findings, use.Chat, use.Local, use.Setting);
        var read = sides = findings.Try(() => JudgedSides.Read(settings));
        if (read is null) return findings;
        findings.Say($"{read.Matched.A.Count} pairs of answers by {read.NameA} and {read.NameB}, to " +
            $"{read.Matched.A.Select(a => a.Question.Id).Distinct().Count()} questions.");
        foreach (var note in read.Notes) findings.Warn(note);
        findings.Try(() => new JudgingPlan(settings, read));
        return findings;
    }
}
