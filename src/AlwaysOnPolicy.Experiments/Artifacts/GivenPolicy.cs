using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>The user's own, known by its content.</summary>
internal sealed record GivenPolicy(InputFiles Folder) : PolicyInput
{
    internal override string FolderIn(StageContext stage) => Folder.CheckedPath();
}
