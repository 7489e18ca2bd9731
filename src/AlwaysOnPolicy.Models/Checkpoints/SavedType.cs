namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>The number type in which trained weights are written.</summary>
public enum SavedType
{
    /// <summary>In which they are trained: nothing is rounded.</summary>
    Float32,

    /// <summary>In which most numbers of the model that training began with are stored, such as bfloat16: half of the room, and the last digits of what was
    /// learnt are rounded away.</summary>
    Own,
}
