using System.Globalization;
using System.Text;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Prompts.Vanilla;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>What elimination made of each question, as a table that any program opens: one line for a prompt, in the order of the ranking.</summary>
internal static class EliminationFile
{
    public const string Name = "elimination.csv";
    private const string Heading = "prompt,cluster,order,beside,cosine";

    public static void Write(IEnumerable<EliminatedQuestion> questions, string folder)
    {
        var text = new StringBuilder($"{Heading}\n");
        foreach (var q in questions)
            text.Append(CultureInfo.InvariantCulture, $"{q.Prompt},{q.Cluster},{q.Order},{q.Beside},{q.Cosine:R}\n");
        Durable.WriteText(Path.Combine(folder, Name), text.ToString());
    }

    /// <exception cref="StorageException">The file is not there, or damaged.</exception>
    public static IReadOnlyList<EliminatedQuestion> Read(string folder)
    {
        var file = StageFiles.Checked(Path.Combine(folder, Name));
        try
        {
            return [.. File.ReadLines(file).Skip(1).Select(l => l.Split(',')).Select(c => new EliminatedQuestion(Number(c[0]), Number(c[1]),
                c[2].Length > 0 ? Number(c[2]) : null, c[3].Length > 0 ? Number(c[3]) : null,
                c[4].Length > 0 ? float.Parse(c[4], CultureInfo.InvariantCulture) : null))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            throw new StorageException($"'{file}' cannot be read: {e.Message} Delete its folder and run again: only it is computed anew.", e);
        }

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
