namespace AlwaysOnPolicy.Cluster;

/// <summary>How a job stands.</summary>
public enum RayJobStatus
{
    /// <summary>Waits for its resources or its environment.</summary>
    Pending,

    /// <summary>Its command runs.</summary>
    Running,

    /// <summary>Its command ended with 0.</summary>
    Succeeded,

    /// <summary>Its command ended with another code, or was lost with its worker.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Stopped,
}
