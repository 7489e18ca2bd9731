using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AlwaysOnPolicy.Web.Annotation.Access;

/// <summary>What a link carries: 256 random bits, of which only the hash is kept. A fast hash will do for what nobody can guess.</summary>
internal static class AccessToken
{
    /// <summary>43 characters that need no escape in an address.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
