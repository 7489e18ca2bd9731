namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <summary>Who wrote one of the two answers: an arm of a run after an iteration, or a file's name.</summary>
/// <param name="Name">The arm's or the file's.</param>
/// <param name="Iteration">Null of a file.</param>
public sealed record Contestant(string Name, int? Iteration = null)
{
    /// <summary>"aop:2", as <c>--pair</c> takes it, or the name alone.</summary>
    public override string ToString() => Iteration is { } iteration ? $"{Name}:{iteration}" : Name;
}
