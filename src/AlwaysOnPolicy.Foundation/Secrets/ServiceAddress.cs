using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Secrets;

/// <summary>Addresses and names of variables in settings, which are written into the run's folder: they must hold no secret, and what is said of one that does
/// does not repeat it.</summary>
public static partial class ServiceAddress
{
    /// <summary>Reads an address of a service.</summary>
    /// <param name="text">As the settings have it.</param>
    /// <param name="setting">Where it stands, for messages: 'author.chat.endpoint'.</param>
    /// <param name="example">Of an address.</param>
    /// <exception cref="SettingsException">It is no http address, or holds a user's name, a password, or a key in its query.</exception>
    public static Uri Read(string text, string setting, string example)
    {
        // Also of what is no address: it may be one that lacks its beginning.
        if (Credentials().IsMatch(text) || SecretQuery().IsMatch(text))
            throw new SettingsException($"{setting} has a user, a password or a key in its address, which would be written into the run's folder. Leave it " +
                $"out " +
                "there, put the key into an environment variable, and name that in 'api_key_variable'.");
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
            : throw new SettingsException($"{setting}: '{text}' is no address such as {example}.");
    }

    /// <summary>Looks at the name of an environment variable that holds a key.</summary>
    /// <exception cref="SettingsException">It is no name of a variable: it may be the key itself.</exception>
    public static string VariableName(string name, string setting) => Variable().IsMatch(name) && !LooksLikeAKey(name) ? name
        : throw new SettingsException($"{setting} is no name of an environment variable, and looks like the key itself, which would be written into the " +
            $"run's " +
            "folder. Put the key into an environment variable, and write that variable's name there, such as MY_KEY.");

    /// <summary>Keys are long and mix capitals, small letters and digits; names of variables keep to one case.</summary>
    private static bool LooksLikeAKey(string name) => name.Length >= 20 && name.Any(char.IsAsciiDigit) && name.Any(char.IsAsciiLetterUpper)
        && name.Any(char.IsAsciiLetterLower) && Environment.GetEnvironmentVariable(name) is null;

    [GeneratedRegex(@"^\s*[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*@|^[^/?#\s]*:[^/?#\s]*@")]
    private static partial Regex Credentials();

    [GeneratedRegex(@"[?&#;][^=&#;]*(key|token|secret|passw|pwd|sig|auth|cred|code)[^=&#;]*=[^&#;]", RegexOptions.IgnoreCase)]
    private static partial Regex SecretQuery();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Variable();
}
