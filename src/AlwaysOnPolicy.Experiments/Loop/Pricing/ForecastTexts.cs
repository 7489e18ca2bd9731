using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Checkpoints;

namespace AlwaysOnPolicy.Experiments.Loop.Pricing;

/// <summary>The texts that requests will be made of, and how they are counted.</summary>
/// <remarks>A policy that is fine-tuned on people's answers answers at about their length, cut where its own answers are. Tokens are counted by the policy's
/// tokenizer where its vocabulary has the size of a language model's, from which other models' differ by a tenth or so on usual prose; else four characters
/// are a token.</remarks>
internal sealed class ForecastTexts
{
    private const double CharactersOfAToken = 4;
    private const int LargeVocabulary = 30_000;
    private readonly string[] _answers;
    private readonly int _longest;

    public ForecastTexts(ExperimentSettings settings)
    {
        Data = SourceFactory.Create(settings).PrepareData(settings.Seed);
        _longest = settings.Sampling.MaxNewTokens;
        Own = Tokens = text => (int)Math.Ceiling(text.Length / CharactersOfAToken);
        if (settings is { World: WorldKind.Files, Files: { } files })
        {
            var tokenizer = ModelFolder.LoadTokenizer(ModelPlace.FolderOf(files.BaseModel, "files.base_model"));
            Own = text => tokenizer.Encode(text, addSpecialTokens: false).Length;
            if (tokenizer.VocabularySize >= LargeVocabulary) Tokens = Own;
        }
        _answers = [.. Data.Demonstrations.Select(d => d.Answer).Where(a => a.Length > 0).Take(500)];
        if (_answers.Length == 0) _answers = [string.Concat(Enumerable.Repeat("word ", _longest))];
    }

    public ExperimentData Data { get; }

    public Func<string, int> Tokens { get; }

    /// <summary>Counts as the policy does.</summary>
    private Func<string, int> Own { get; }

    /// <summary>An answer of the policy.</summary>
    public string Answer(int number, AnswerLength length)
    {
        var people = _answers[number % _answers.Length];
        var tokens = Math.Max(1, Own(people));
        var wanted = length switch { AnswerLength.Half => Math.Min(tokens, _longest) / 2, AnswerLength.Full => _longest, _ => Math.Min(tokens, _longest) };
        var text = tokens >= wanted ? people : string.Join(' ', Enumerable.Repeat(people, (wanted + tokens - 1) / tokens));
        return text[..Math.Min(text.Length, (int)((long)people.Length * wanted / tokens))];
    }
}

/// <summary>How long a policy's answers are taken to be.</summary>
internal enum AnswerLength
{
    /// <summary>As people's, cut where the policy's are.</summary>
    Usual,
    Half,

    /// <summary>As long as they can be.</summary>
    Full,
}
