using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>A server that trains the policy in the place of this process, by the Tinker HTTP interface: Thinking Machines' own, or SkyRL's on GPUs of one's
/// own.</summary>
public record TinkerOptions
{
    /// <summary>Where the server listens, such as http://localhost:8000; /api/v1 is added.</summary>
    [NotInKey] public string? Address { get; init; }

    /// <summary>Name of the environment variable whose value is sent as X-API-Key; null sends none.</summary>
    [NotInKey] public string? KeyVariable { get; init; }

    /// <summary>What the server calls the model that the training begins with, which is the SFT policy, and the reference of the KL.</summary>
    public string? BaseModel { get; init; }

    /// <summary>Width of the adapter that is trained. The server decides on its scale and its layers; 0 asks for a training of all weights, where the server
    /// has one.</summary>
    /// <value>dimensions</value>
    [Range(0, 4096)] public int Rank { get; init => field = OptionRange.Check(this, value); } = 32;

    /// <summary>How the server makes one loss of a request's tokens; advantages are scaled so that it comes to PPO's mean over the mini-batch's
    /// tokens.</summary>
    public TinkerReduction Reduction { get; init; }

    /// <summary>A second server with the same base model, for the reference, where the first one holds a single model at a time; null takes the same.</summary>
    [NotInKey] public string? ReferenceAddress { get; init; }

    /// <summary>Answers asked for at once, at most.</summary>
    /// <value>answers</value>
    [Range(1, 65536), NotInKey] public int InFlight { get; init => field = OptionRange.Check(this, value); } = 256;

    /// <summary>How long a request may take from its being accepted to its result, in seconds.</summary>
    [Range(1, 604_800), NotInKey] public int TimeoutSeconds { get; init => field = OptionRange.Check(this, value); } = 3600;

    /// <summary>Further attempts after a refusal for load (429, 503), and, of requests that may be repeated, after a server's error or a cut
    /// connection.</summary>
    /// <value>attempts</value>
    [Range(0, 100), NotInKey] public int Retries { get; init => field = OptionRange.Check(this, value); } = 8;

    /// <summary>The pause before the second attempt, in seconds; it doubles before each further one, to a minute at most.</summary>
    [Range(0.0, 600.0), NotInKey] public double FirstPauseSeconds { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Rules between settings.</summary>
    /// <exception cref="SettingsException">Address or base model is missing or wrong, or the key's variable is not set.</exception>
    public void Check()
    {
        if (Address is null) throw new SettingsException("TinkerOptions.Address is not set: name the server, such as http://localhost:8000.");
        Secrets.ServiceAddress.Read(Address, "TinkerOptions.Address", "http://localhost:8000");
        if (ReferenceAddress is { } other) Secrets.ServiceAddress.Read(other, "TinkerOptions.ReferenceAddress", "http://localhost:8001");
        if (string.IsNullOrWhiteSpace(BaseModel))
            throw new SettingsException("TinkerOptions.BaseModel is not set: name the model as the server does, such as Qwen/Qwen3-8B.");
        if (KeyVariable is not { } variable) return;
        Secrets.ServiceAddress.VariableName(variable, "TinkerOptions.KeyVariable");
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(variable)))
            throw new SettingsException($"The environment variable {variable}, which holds the key for the server {Address}, is not set. Set it, or leave " +
                "TinkerOptions.KeyVariable out.");
    }
}
