namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>A value of another tool's settings.</summary>
/// <param name="Key">With / between nested keys.</param>
/// <param name="Text">Null where the file says null.</param>
/// <param name="IsPlain">Without quotes, so that it may stand for a number or a truth value.</param>
/// <param name="Place">File, line and column, for messages.</param>
public sealed record FlatSetting(string Key, string? Text, bool IsPlain, string Place);
