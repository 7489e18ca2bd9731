namespace AlwaysOnPolicy.Web.Annotation.Serving;

/// <summary>A link as it is given out, once. The token stands behind '#', which browsers send to nobody.</summary>
/// <param name="Name">The rater's; "administrator" for progress and export.</param>
/// <param name="Address">The whole link.</param>
public sealed record RaterLink(string Name, string Address);
