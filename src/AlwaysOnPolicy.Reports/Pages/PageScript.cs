using System.Security.Cryptography;
using System.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>A script that stands in a page, which then runs no other: the page's content security policy has its hash.</summary>
/// <param name="Code">Of this program alone, with neither &lt; nor &amp;: the page is well-formed XML.</param>
/// <param name="Connects">Whether it may ask the page's own server.</param>
public sealed record PageScript(string Code, bool Connects = false)
{
    /// <summary>Filter, search and order of the answers side by side.</summary>
    internal static PageScript Search { get; } = Load(typeof(PageScript), "search.js");

    /// <summary>A script that is a resource of an assembly.</summary>
    /// <param name="of">A type of it.</param>
    /// <param name="name">The resource's logical name.</param>
    public static PageScript Load(Type of, string name, bool connects = false)
    {
        using var reader = new StreamReader(of.Assembly.GetManifestResourceStream(name)!);
        return new(reader.ReadToEnd().ReplaceLineEndings("\n"), connects);
    }

    /// <summary>This one and another after it.</summary>
    internal PageScript With(PageScript? other) => other is null ? this : new(Code + other.Code, Connects || other.Connects);

    /// <summary>The policy of a page with this script, or with none.</summary>
    internal static string PolicyOf(PageScript? script) => "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; " +
        "form-action 'none'" + (script is null ? "" : $"; script-src '{script.Hash}'") + (script is { Connects: true } ? "; connect-src 'self'" : "");

    private string Hash => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Code)));
}
