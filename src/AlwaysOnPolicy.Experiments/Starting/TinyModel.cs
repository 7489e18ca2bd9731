using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Training;

namespace AlwaysOnPolicy.Experiments.Starting;

/// <summary>An untrained GPT-2 of about 200 thousand parameters with a byte-level BPE learnt from the user's texts: small enough to try every command in
/// seconds, and of no use for anything else.</summary>
public static class TinyModel
{
    private const string End = "<|end|>", Pad = "<|pad|>";
    private const int VocabularySize = 1000, Positions = 512;
    private static readonly string[] s_special = [End, Pad, "<|user|>", "<|assistant|>", "<|system|>"];
    private static readonly string[] s_endings = [".txt", ".csv", ".tsv", ".jsonl", ".json", ".parquet"];

    private const string ChatTemplate =
        "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% " +
        "endif %}";

    /// <summary>Writes the model's HuggingFace folder.</summary>
    /// <param name="texts">Files of text, or of records whose every text is taken, or folders of such files.</param>
    /// <param name="seed">Of the weights.</param>
    /// <returns>How many texts there were, and how many tokens the vocabulary has.</returns>
    /// <exception cref="SettingsException">A file is not there, the folder is not empty, or there is no text.</exception>
    /// <exception cref="DataException">A file cannot be read.</exception>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static (int Texts, int Tokens) Write(string folder, IReadOnlyList<string> texts, ulong seed)
    {
        RequireNew(folder);
        string[] read = [.. texts.SelectMany(FilesOf).SelectMany(TextsOf)];
        if (read.Length == 0) throw new SettingsException($"There is no text in {string.Join(", ", texts.Select(t => $"'{t}'"))}: name files of text with " +
            "--texts.");
        return (read.Length, WriteNew(folder, read, seed));
    }

    /// <summary>The same, with the texts themselves in place of their files.</summary>
    /// <param name="folder">A new one.</param>
    /// <param name="texts">One at least.</param>
    /// <param name="seed">Of the weights.</param>
    /// <returns>How many tokens the vocabulary has.</returns>
    /// <exception cref="SettingsException">The folder is not empty, or there is no text.</exception>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static int WriteFrom(string folder, IReadOnlyList<string> texts, ulong seed = 1)
    {
        RequireNew(folder);
        if (texts.Count == 0) throw new SettingsException("There is no text to learn a vocabulary from: give one at least.");
        return WriteNew(folder, texts, seed);
    }

    private static void RequireNew(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new SettingsException($"'{folder}' is there already: name a new folder.");
    }

    private static int WriteNew(string folder, IReadOnlyList<string> texts, ulong seed)
    {
        var learnt = ByteBpeTrainer.Train(texts, VocabularySize, s_special);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(folder))!);
            Durable.WriteFolder(folder, place => Save(place, learnt, seed));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(folder, e);
        }
        return learnt.Tokens.Count;
    }

    private static void Save(string folder, ByteBpe learnt, ulong seed)
    {
        learnt.Write(folder, s_special, new Dictionary<string, string> { ["eos_token"] = End, ["pad_token"] = Pad, ["chat_template"] = ChatTemplate },
            Positions);
        using var model = new Gpt2(new Gpt2Config
        {
            VocabularySize = learnt.Tokens.Count,
            HiddenSize = 64,
            LayerCount = 2,
            HeadCount = 4,
            MaxPositions = Positions
        });
        model.Initialize(Seeds.Derive(seed, "tiny model"));
        ModelFolder.SaveCausal(model, folder, Tokenizer.Load(folder), null,
            new GenerationDefaults { EosIds = [0], PadId = 1, SuppressTokens = [.. Enumerable.Range(1, s_special.Length - 1)] });
    }

    private static IEnumerable<string> FilesOf(string place)
    {
        if (File.Exists(place)) return [place];
        if (!Directory.Exists(place)) throw new SettingsException($"'{place}', to which --texts points, is neither a file nor a folder. Correct the path.");
        return Directory.EnumerateFiles(place).Where(f => s_endings.Contains(DataSource.Ending(f))).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> TextsOf(string file) =>
        RecordFile.Read(file, DataSource.Ending(file) == ".txt" ? DataFormat.Text : DataFormat.Jsonl).SelectMany(r => r.Columns.Values).SelectMany(TextsIn);

    private static IEnumerable<string> TextsIn(object? value) => value switch
    {
        string text => [text],
        IReadOnlyList<object?> list => list.SelectMany(TextsIn),
        IReadOnlyDictionary<string, object?> record => record.Values.SelectMany(TextsIn),
        _ => [],
    };
}
