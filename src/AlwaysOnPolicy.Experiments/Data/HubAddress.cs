using System.Text.RegularExpressions;
using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A file of a data set on the hub, as huggingface_hub's file system writes it: hf://datasets/owner/name@revision/file.</summary>
/// <param name="File">Below the repository; "*" stands for any text in a part.</param>
internal sealed partial record HubAddress(HubId Id, string Revision, string File)
{
    private const string Scheme = "hf://", Main = "main";

    /// <returns>Null of a path.</returns>
    /// <exception cref="SettingsException">It begins as such an address and is none.</exception>
    public static HubAddress? ReadOrNull(string path)
    {
        if (!path.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        var form = Form().Match(path);
        var revision = form.Groups["revision"] is { Success: true } named ? Uri.UnescapeDataString(named.Value) : Main;
        if (!form.Success || !HubId.IsOwnerAndName(form.Groups["id"].Value)
            || $"{revision}/{form.Groups["file"].Value}".Split('/').Any(p => p is "" or "." or ".."))
            throw new SettingsException($"'{path}' is no file of a data set on the hub: write hf://datasets/OWNER/NAME/FILE, such as " +
                "hf://datasets/stanfordnlp/SHP/*/test.json.");
        return new(HubId.ParseDataSet(form.Groups["id"].Value), revision, form.Groups["file"].Value);
    }

    /// <summary>What brings it.</summary>
    public string FetchCommand => $"aop data fetch {Id} --files '{File}'{(Revision == Main ? "" : $" --revision {Revision}")}";

    public string? SnapshotOrNull(HubCache cache) => cache.SnapshotOrNull(Id, Revision);

    [GeneratedRegex("^hf://datasets/(?<id>[^/@]+/[^/@]+)(?:@(?<revision>[^/]+))?/(?<file>.+)$")]
    private static partial Regex Form();
}
