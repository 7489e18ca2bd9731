using System.Globalization;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Answering;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Web.Annotation.Records;

namespace AlwaysOnPolicy.Web.Annotation;

/// <summary>Where the answers are from: two policies of a run, or two files.</summary>
/// <param name="A">Who wrote the answers A.</param>
/// <param name="B">Who wrote the answers B.</param>
/// <param name="Folder">Where the evaluation is kept unless the user says otherwise.</param>
/// <param name="ReadAsync">Reads the answers side by side.</param>
public sealed record AnnotationSource(Contestant A, Contestant B, string Folder, Func<CancellationToken, Task<IReadOnlyList<Comparison>>> ReadAsync)
{
    /// <summary>Two policies of a run.</summary>
    /// <param name="pair">"aop:2,sop:2".</param>
    /// <exception cref="SettingsException">It is no such pair.</exception>
    public static AnnotationSource OfRun(string run, string pair)
    {
        Contestant[] two = [.. pair.Split(',', StringSplitOptions.TrimEntries).Select(name => Policy(name, pair))];
        if (two.Length != 2) throw Odd(pair);
        var (a, b) = (two[0], two[1]);
        return new(a, b, Path.Combine(run, HumanFiles.Folder, $"{a}-{b}".Replace(':', '-')),
            async cancel => (await RunPair.ReadAsync(run, (a.Name, a.Iteration!.Value), (b.Name, b.Iteration!.Value), cancel)).Answers);
    }

    /// <summary>Their names are those of the files.</summary>
    public static AnnotationSource OfFiles(string a, string b)
    {
        var (first, second) = (Path.GetFileNameWithoutExtension(a), Path.GetFileNameWithoutExtension(b));
        if (first == second) (first, second) = (Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(a))!) + "/" + first,
            Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(b))!) + "/" + second);
        return new(new(first), new(second), Path.Combine("runs", HumanFiles.Folder), _ => Task.FromResult(AnswerPairs.Read(a, b)));
    }

    private static Contestant Policy(string name, string pair) => name.Split(':') switch
    {
        ["sft"] or ["sft", "0"] => new("sft", 0),
        [{ Length: > 0 } arm, var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var iteration) => new(arm, iteration),
        _ => throw Odd(pair),
    };

    private static SettingsException Odd(string pair) =>
        new($"--pair is '{pair}': write two policies, each as arm:iteration, such as aop:2,sop:2. The policy before PPO is sft.");
}
