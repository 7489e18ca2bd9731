namespace AlwaysOnPolicy.Files;

/// <summary>Paths that stand in a data file and are meant to stay in the folder it belongs to: none of them may name anything outside.</summary>
public static class InnerPath
{
    /// <summary>Whether a path names something under its folder on every system: not empty, not absolute, without "..", "." or empty parts, without a drive, a
    /// stream or a zero in it. '/' and '\' both count as separators.</summary>
    public static bool IsInner(string? path) => !string.IsNullOrEmpty(path) && path.IndexOfAny([':', '\0']) < 0
        && path.Split('/', '\\').All(part => part is not ("" or "." or "..") && part.Trim().Length > 0);

    /// <summary>The full path of what a data file names.</summary>
    /// <param name="folder">In which it must lie.</param>
    /// <param name="path">As the file has it.</param>
    /// <param name="error">Makes the error from what is wrong, "names '…', which …": the caller says in which file.</param>
    public static string Of(string folder, string? path, Func<string, Exception> error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return IsInner(path) ? Path.GetFullPath(Path.Combine(folder, path!))
            : throw error($"names '{path}', which is no path inside of its folder: it was damaged, or made to read or write elsewhere.");
    }

    /// <summary>Whether a link, followed as text, stays in the folder that holds it.</summary>
    /// <param name="place">Of the link, relative to the folder, with '/'.</param>
    /// <param name="target">As the link has it; relative to the link's own folder.</param>
    /// <param name="inner">What it leads to, relative to the folder, with '/'; "" where it leads out.</param>
    public static bool TryFollow(string place, string target, out string inner)
    {
        inner = "";
        if (!IsInner(place) || string.IsNullOrEmpty(target) || target.IndexOfAny([':', '\0', '\\']) >= 0 || target[0] == '/') return false;
        var parts = place.Split('/')[..^1].ToList();
        foreach (var part in target.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count == 0) return false;
            else parts.RemoveAt(parts.Count - 1);
        }
        inner = string.Join('/', parts);
        return IsInner(inner);
    }
}
