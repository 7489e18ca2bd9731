using System.CommandLine;
using System.Net;
using AlwaysOnPolicy.Secrets;
using AlwaysOnPolicy.Web.Completions;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>Where a server listens and whom it lets in: the options that <c>aop serve</c> and <c>aop serve-reward</c> share.</summary>
/// <param name="usualPort">Unless another is given.</param>
internal sealed class ListeningOptions(int usualPort)
{
    private readonly Option<int> _port = Number("--port", "Where it listens; 0 takes a free port.", usualPort);

    private readonly Option<string> _listen = new("--listen")
    {
        HelpName = "address",
        Description = "This machine's address to listen at. Only this machine reaches it unless another is given.",
        DefaultValueFactory = _ => $"{IPAddress.Loopback}",
    };

    private readonly Option<string?> _token = new("--token")
    {
        HelpName = "variable",
        Description = "Environment variable with the token that requests must bring (Authorization: Bearer …). None is asked for unless given.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _port, _listen, _token }) command.Options.Add(option);
    }

    /// <returns>The other options, with what the user said of these.</returns>
    public T Read<T>(ParseResult parsed, T options) where T : JsonServerOptions => options with
    {
        Port = Within(parsed, _port, 0, ushort.MaxValue),
        Listen = IPAddress.TryParse(parsed.GetValue(_listen), out var address) ? address
            : throw new SettingsException($"--listen is '{parsed.GetValue(_listen)}': write an address of this machine, such as 127.0.0.1 or 0.0.0.0."),
        Token = parsed.GetValue(_token) is { } variable ? TokenIn(variable) : null,
    };

    public static void WarnWhereExposed(JsonServerOptions options)
    {
        if (options.IsExposed)
            System.Console.Error.WriteLine($"WARNING: {options.Listen} can be reached by other machines, and this server speaks plain HTTP: whoever sits " +
                "on the way reads requests, answers and the token. Put a proxy with HTTPS in front." +
                (options.Token is null ? " It asks for no token, either: anybody may use it; give one with --token." : ""));
    }

    public static Option<int> Number(string name, string description, int value) =>
        new(name) { HelpName = "number", Description = description, DefaultValueFactory = _ => value };

    public static int Within(ParseResult parsed, Option<int> option, int least, int most) =>
        parsed.GetValue(option) is var value && value >= least && value <= most ? value
            : throw new SettingsException($"{option.Name} is {value}; it must be {least} to {most}.");

    private static string TokenIn(string variable) =>
        KnownSecrets.Remember(Environment.GetEnvironmentVariable(ServiceAddress.VariableName(variable, "--token"))?.Trim()) is { Length: > 0 } token ? token
        : throw new SettingsException($"--token names the environment variable '{variable}', and it is not set: set it to what requests shall bring.");
}
