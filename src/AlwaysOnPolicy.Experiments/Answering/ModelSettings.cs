using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Answering;

/// <summary>A model to be asked.</summary>
/// <param name="Place">Its folder, owner/name, or run:arm:iteration.</param>
/// <param name="Template">How a question becomes a prompt; null takes what the folder says, as a policy trained here does, else the model's chat
/// template.</param>
public sealed record ModelSettings(string Place, string? Template = null)
{
    /// <summary>Its folder, owner/name, or run:arm:iteration.</summary>
    public string Place { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(Place);

    /// <summary>Longest prompt; null takes what the folder says, else the default.</summary>
    /// <value>tokens</value>
    [Range(1, 1_000_000)] public int? MaxPromptTokens { get; init => field = OptionRange.Check(this, value); }

    /// <summary>What files call it: owner/name, run:arm:iteration without the way to the run, or the folder's name.</summary>
    public static string NameOf(string place) => Directory.Exists(place) ? ModelOrigin.NameOf(place)
        : place.Split(':', 2) is [var run, var policy] ? $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(run))}:{policy}" : place;

    /// <summary>Loads the model.</summary>
    /// <param name="setting">Who names it, for messages: "--model".</param>
    /// <exception cref="UserErrorException">It is not there, or cannot be used.</exception>
    /// <param name="type">Numbers in which its linear layers are multiplied.</param>
    public Policy Load(string setting, ComputeType type = ComputeType.Float32) => LoaderOf(setting, type)(ModelPlace.CheckedFolderOf(Place, setting));

    /// <summary>Loads other policies of the model, from folders of theirs, with this one's form of prompts.</summary>
    /// <inheritdoc cref="Load"/>
    public Func<string, Policy> LoaderOf(string setting, ComputeType type)
    {
        var own = PolicyForm.TryRead(ModelPlace.CheckedFolderOf(Place, setting)) ?? new PromptFormatOptions();
        var format = new PromptFormatOptions { Template = Template ?? own.Template, MaxPromptTokens = MaxPromptTokens ?? own.MaxPromptTokens };
        return folder => Policy.Load(folder, format, type);
    }

    /// <summary>What the model is known by where it is served.</summary>
    /// <inheritdoc cref="PolicyVersion.Of"/>
    public string VersionOf(string setting) => PolicyVersion.Of(ModelPlace.CheckedFolderOf(Place, setting));
}
