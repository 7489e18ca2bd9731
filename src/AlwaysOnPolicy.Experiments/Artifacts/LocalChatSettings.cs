using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A language model of this machine that is asked without a service, and how.</summary>
public sealed record LocalChatSettings : AnswerRetries
{
    // In what a stage leaves, where no name of a folder may be: a model that is moved writes the same.
    private const string Name = "local model";

    /// <summary>Its folder, owner/name, or run:arm:iteration for a run's policy. It counts by its content.</summary>
    [PathSetting(AllowsHubId = true), NotInKey] public required string Model { get; init => field = OptionNotNull.Check(value); }

    /// <summary>How a request becomes a prompt: "chat" for the model's chat template, or a text with {question} in it; null takes that of a policy trained
    /// here, else chat.</summary>
    public string? Template { get; init; }

    /// <summary>How answers are drawn. A judge is asked for the likeliest tokens, whatever this says of temperature, top_k and top_p.</summary>
    public SamplingOptions Sampling { get; init => field = OptionNotNull.Check(value); } = new() { Temperature = 0.7, MaxNewTokens = 512 };

    /// <summary>Numbers in which the model's linear layers are multiplied.</summary>
    public ComputeType Dtype { get; init; }

    /// <summary>Answers that grow at once, a token of each at a time.</summary>
    /// <value>answers</value>
    [Range(1, 1000), NotInKey] public int Concurrency { get; init => field = OptionRange.Check(this, value); } = 16;

    /// <summary>The same as settings of a language model, which whoever asks reads.</summary>
    internal ChatSettings AsChat() => new(this)
    {
        Provider = ChatProvider.Local,
        Model = Name,
        MaxOutputTokens = Sampling.MaxNewTokens,
        Concurrency = Concurrency,
    };
}
