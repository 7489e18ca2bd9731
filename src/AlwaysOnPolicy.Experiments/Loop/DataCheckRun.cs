using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Looks at data before a run does.</summary>
public static class DataCheckRun
{
    /// <summary>Reads and splits an experiment's files as its run would.</summary>
    /// <exception cref="SettingsException">The experiment reads no files.</exception>
    /// <exception cref="DataException">A file is missing or cannot be read, or holds too few rows.</exception>
    public static DataCheck Of(ExperimentSettings settings) => settings is { World: WorldKind.Files, Files: { } files }
        ? new FilesSource(files, settings.Contamination).Check(settings.Seed)
        : throw new SettingsException(
            "This experiment reads no files: its world is made, not read. Give a file of 'world: files', or one data file with --file.");

    /// <summary>Reads one data set.</summary>
    /// <exception cref="DataException">The file is missing or cannot be read.</exception>
    /// <exception cref="SettingsException">The format has no such rows.</exception>
    public static DataCheck Of(DataSource source, DataUse use)
    {
        var input = DataInput.Of(source, "--file");
        return use switch
        {
            DataUse.Demonstrations => Of(source, DataSets.ReadDemonstrations(input)),
            DataUse.Pairs => Of(source, DataSets.ReadPairs(input)),
            _ => Of(source, DataSets.ReadQuestions(input)),
        };
    }

    private static DataCheck Of<T>(DataSource source, DataSet<T> set)
        where T : IDataRow =>
        DataCheck.Of([(source.Path, [.. set.Rows.Cast<IDataRow>()])], set.Notes);
}
