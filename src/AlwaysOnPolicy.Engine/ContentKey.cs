using System.Security.Cryptography;
using System.Text;

namespace AlwaysOnPolicy.Engine;

/// <summary>What settings and files are known by outside of stages' keys: nothing that keys leave out counts.</summary>
public static class ContentKey
{
    /// <summary>The key of a value.</summary>
    /// <returns>SHA-256 of the value's canonical form, in hexadecimal.</returns>
    /// <exception cref="ArgumentException">It has none: an open resource, a function, a number that is not finite.</exception>
    public static string Of(object value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Write(value).Json)));
}
