using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Storage;

namespace AlwaysOnPolicy.Web.Annotation;

/// <summary>Begins a human evaluation, or goes on with the one that is there.</summary>
public static class AnnotationStudy
{
    /// <summary>Opens the evaluation of a folder, or makes it where there is none.</summary>
    /// <param name="settings">Whose number of items is the most that are drawn.</param>
    /// <param name="raters">Who get links; raters who are there stay, new ones are added.</param>
    /// <exception cref="SettingsException">The folder holds another evaluation, or a number is out of range.</exception>
    public static async Task<AnnotationStore> OpenAsync(string folder, AnnotationSettings settings, int raters, AnnotationSource source,
        CancellationToken cancel)
    {
        settings.Check();
        AnnotationStore store;
        if (AnnotationStore.IsIn(folder))
        {
            store = AnnotationStore.Open(folder);
            if (store.Settings with { Items = settings.Items } != settings || store.Settings.Items > settings.Items)
                throw new SettingsException($"'{store.Folder}' holds a human evaluation with other settings ({Told(store.Settings)}; asked for: " +
                    $"{Told(settings)}). Give the same ones to go on with it, or another folder with --out.");
        }
        else
        {
            var pairs = await source.ReadAsync(cancel);
            settings = settings with { Items = Math.Min(settings.Items, pairs.Count) };
            settings.Check();
            store = AnnotationStore.Create(folder, settings, StudyItems.Draw(settings, pairs));
        }
        AddRaters(store, raters);
        return store;
    }

    /// <summary>As many as are missing.</summary>
    /// <exception cref="SettingsException">The number is out of range.</exception>
    public static void AddRaters(AnnotationStore store, int raters)
    {
        if (raters is < 0 or > 1000) throw new SettingsException($"--raters is {raters}; it must be 0 to 1000.");
        for (var there = store.Raters().Count - 1; there < raters; there++) store.AddRater();
    }

    private static string Told(AnnotationSettings s) => $"{s.A} against {s.B}, {s.Items} items, {s.AttentionChecks} attention checks, {s.Repeats} repeats, " +
        $"seed {s.Seed}, {(s.Instructions is null ? "the paper's instructions" : "instructions of a file")}";
}
