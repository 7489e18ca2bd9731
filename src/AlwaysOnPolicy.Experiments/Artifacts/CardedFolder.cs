using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A trained model at a place with a name that stays: links to the files of the stage that made it, with its card.</summary>
internal static class CardedFolder
{
    /// <param name="from">The model's folder in its stage's.</param>
    /// <param name="own">Writes what else is this folder's own.</param>
    /// <exception cref="StorageException">The place cannot be written.</exception>
    public static void Publish(string from, string place, ModelCard card, Action<string>? own = null)
    {
        try
        {
            FolderLinks.Publish(from, place, folder =>
            {
                File.WriteAllText(Path.Combine(folder, ModelCard.FileName), card.ToString());
                own?.Invoke(folder);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(place, e);
        }
    }
}
