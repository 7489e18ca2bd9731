using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Web.Completions.Replies;
using Microsoft.AspNetCore.Http;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>Policies that a server may be told to load in the place of its own: those below one folder, each known by its content.</summary>
/// <param name="root">No other is loaded; symbolic links are followed before it is looked at.</param>
/// <param name="load">Loads the policy in a folder, as the server's own was loaded.</param>
public sealed class LoadablePolicies(string root, Func<string, Policy> load)
{
    private static readonly SemaphoreSlim s_one = new(1);   // a process serves few policies, and changes them seldom

    /// <exception cref="ApiException">The folder is not to be loaded from, holds another policy, or one that cannot be served in place of this.</exception>
    internal async Task ChangeAsync(ServedPolicy served, string folder, string version)
    {
        await s_one.WaitAsync();
        try
        {
            if (served.Version == version) return;
            var place = Inside(folder);
            var found = PolicyVersion.Of(place);
            if (found != version) throw Refused(StatusCodes.Status409Conflict, $"'{folder}' holds the policy {found}, and {version} was asked for: it was " +
                "changed since, or is not wholly there.");
            var policy = load(place);
            try
            {
                policy.Model.Deterministic = served.Policy.Model.Deterministic;
                await served.ChangeAsync(policy, version);
            }
            catch
            {
                policy.Dispose();
                throw;
            }
        }
        catch (UserErrorException e)
        {
            throw Refused(StatusCodes.Status409Conflict, e.Message);
        }
        finally
        {
            s_one.Release();
        }
    }

    private string Inside(string folder)
    {
        var (inner, outer) = (Real(folder), Real(root));
        if (!inner.StartsWith(outer + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !Directory.Exists(inner))
            throw Refused(StatusCodes.Status403Forbidden, $"'{folder}' is no folder below the one that this server loads policies from. It must be reached " +
                "by the same path here and where it was written.");
        return inner;
    }

    /// <summary>Where a path leads in the end.</summary>
    private static string Real(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(path);
        if (parent is null) return path;
        var place = Path.Combine(Real(parent), Path.GetFileName(path));
        // A target may itself be reached through links.
        return Directory.Exists(place) && Directory.ResolveLinkTarget(place, returnFinalTarget: true) is { } target ? Real(target.FullName) : place;
    }

    private static ApiException Refused(int status, string message) => new(status, message, "folder", "policy_refused");
}
