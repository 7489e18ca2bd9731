namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <summary>One thing that a rater is asked.</summary>
/// <param name="Position">In the rater's own order, from 0: all that the rater's browser knows it by.</param>
/// <param name="Item">The item's number.</param>
/// <param name="Kind">What it is asked for.</param>
/// <param name="BFirst">Whether answer B is shown first.</param>
public sealed record RaterTask(int Position, int Item, TaskKind Kind, bool BFirst);
