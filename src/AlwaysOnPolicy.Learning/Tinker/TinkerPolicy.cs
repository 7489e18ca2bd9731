using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>A policy whose weights are on a Tinker server: it answers there, and is trained there. Tokenizer and prompt format are here.</summary>
/// <remarks>Nothing is asked of the server before the first answer or step. A model's folder says by its tinker.json which weights are meant; one without it
/// means the base model.</remarks>
public sealed class TinkerPolicy : IDisposable
{
    private readonly TinkerOptions _server;
    private readonly TinkerModels _models;
    private readonly string _folder;

    /// <summary>The policy of a folder.</summary>
    /// <param name="folder">Has the tokenizer, and of a policy that was trained where its weights are.</param>
    /// <param name="seed">Of fresh adapters.</param>
    /// <exception cref="SettingsException">The options lack something, or the prompt format does not go with the tokenizer.</exception>
    /// <exception cref="CheckpointException">The tokenizer cannot be read, or the folder is of another base model.</exception>
    public TinkerPolicy(TinkerOptions server, string folder, PromptFormatOptions format, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(server);
        server.Check();
        (_server, _folder) = (server, folder);
        var prompts = PromptFormat.Load(folder, format);
        var defaults = ModelFolder.ReadGenerationDefaults(folder) with { EosIds = prompts.Endings.Ids };
        Notes = [.. prompts.Endings.Notes];
        if (defaults.SuppressTokens.Count > 0)
        {
            Notes = [.. Notes, $"its generation_config.json names {defaults.SuppressTokens.Count} tokens that are never to be drawn; a Tinker server " +
                "draws them."];
            defaults = defaults with { SuppressTokens = [] };
        }
        _models = new TinkerModels(server, TinkerState.IsIn(folder) ? TinkerState.Read(folder, server) : null, seed);
        Policy = new Policy(prompts, defaults, new TinkerSampler(_models, server).Draw);
    }

    /// <summary>Answers, as the weights on the server are at the time.</summary>
    public Policy Policy { get; }

    /// <summary>What is to be known of the folder, such as what was found to end an answer.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Whether a folder's policy has its weights on a server.</summary>
    public static bool IsIn(string folder) => TinkerState.IsIn(folder);

    /// <summary>Looks whether these options can be had from a server.</summary>
    /// <exception cref="SettingsException">One cannot.</exception>
    public static void Check(PpoOptions ppo, SamplingOptions sampling)
    {
        ArgumentNullException.ThrowIfNull(ppo);
        ArgumentNullException.ThrowIfNull(sampling);
        TinkerLimits.Check(ppo);
        TinkerLimits.Check(sampling);
    }

    /// <summary>A trainer of this policy; it is the caller's, and of no use after this is disposed of.</summary>
    /// <exception cref="SettingsException">An option cannot be had from a server.</exception>
    public PpoTrainer NewTrainer(PpoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TinkerLimits.Check(options);
        return new PpoTrainer(new TinkerTrainer(_models, _server, options), options, Policy.PadId);
    }

    /// <summary>Keeps the weights on the server, and writes a folder that says where: the tokenizer and configuration of the policy's own, and
    /// tinker.json.</summary>
    /// <exception cref="TinkerException">The server could not keep them.</exception>
    public void Save(string folder)
    {
        var state = _models.Save();
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(_folder).Where(IsForm)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), true);
        state.Write(folder);
    }

    /// <summary>Gives up what the server holds for this; what was saved stays.</summary>
    public void Dispose()
    {
        Policy.Dispose();
        _models.Dispose();
    }

    private static bool IsForm(string file) => Path.GetExtension(file) is ".json" or ".txt" or ".model" or ".jinja" or ".tiktoken"
        && Path.GetFileName(file) is not TinkerState.FileName && !file.EndsWith(".index.json", StringComparison.Ordinal);
}
