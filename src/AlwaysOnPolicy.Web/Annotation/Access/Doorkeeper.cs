using System.Security.Cryptography;
using AlwaysOnPolicy.Web.Annotation.Records;

namespace AlwaysOnPolicy.Web.Annotation.Access;

/// <summary>Knows people by their tokens.</summary>
internal sealed class Doorkeeper(IReadOnlyList<Rater> people)
{
    private const string Scheme = "Bearer ";
    private const int LongestHeader = 200;

    /// <summary>Looks at every hash, whether or not one was found: the time tells nothing.</summary>
    /// <param name="authorization">The header's value.</param>
    /// <returns>Null where nobody has this token.</returns>
    public Rater? Find(string? authorization)
    {
        if (authorization is not { Length: <= LongestHeader } header || !header.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        var hash = AccessToken.Hash(header[Scheme.Length..]);
        Rater? found = null;
        foreach (var person in people)
            if (CryptographicOperations.FixedTimeEquals(hash, person.TokenHash ?? [])) found = person;
        return found;
    }
}
