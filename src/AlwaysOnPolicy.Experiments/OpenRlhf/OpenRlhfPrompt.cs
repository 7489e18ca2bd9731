using System.Text.Json;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Experiments.OpenRlhf;

/// <summary>A line of the prompt data of an OpenRLHF job.</summary>
/// <param name="Input">The whole prompt, template and special tokens included: OpenRLHF is to put nothing round it. Its <c>--data.input_key</c>.</param>
/// <param name="Domain">Which the job sends back as a label; "" where the question has none. Its <c>--data.label_key</c>.</param>
/// <param name="Id">The question's.</param>
/// <param name="Question">The question alone, as a reward model sees it.</param>
public sealed record OpenRlhfPrompt(string Input, string Domain, string Id, string Question)
{
    /// <summary>Reads prompt data.</summary>
    /// <param name="file">As <see cref="OpenRlhfExport"/> writes it; blank lines count for nothing.</param>
    /// <exception cref="DataException">The file is not there, a line cannot be read, or there is none.</exception>
    public static IReadOnlyList<OpenRlhfPrompt> Read(string file)
    {
        try
        {
            OpenRlhfPrompt[] prompts = [.. File.ReadLines(file).Select((line, i) => (line, i))
                .Where(l => l.line.Length > 0).Select(l => Line(file, l.line, l.i + 1))];
            return prompts.Length > 0 ? prompts : throw new DataException($"'{file}' holds no prompts.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{file}' cannot be read: {e.Message} Name the prompts.jsonl of 'aop export openrlhf'.", e);
        }
    }

    private static OpenRlhfPrompt Line(string file, string line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<OpenRlhfPrompt>(line, ArtifactJson.Compact) is { Input.Length: > 0, Id: not null, Question: not null } prompt
                ? prompt
                : throw new JsonException("input, id or question is missing.");
        }
        catch (JsonException e)
        {
            throw new DataException($"{file}:{number} is no line of prompt data with input, domain, id and question: {e.Message}", e);
        }
    }
}
