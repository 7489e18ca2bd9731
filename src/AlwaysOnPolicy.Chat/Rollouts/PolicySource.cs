namespace AlwaysOnPolicy.Chat.Rollouts;

/// <summary>The policy that servers are to serve.</summary>
/// <param name="FolderOf">Where it is after so many moves, written whole, at a path that the servers reach too; called on the caller's thread.</param>
/// <param name="Vocabulary">Token ids are below it.</param>
/// <param name="Dtype">Numbers in which its linear layers are multiplied: float32 or bfloat16.</param>
public sealed record PolicySource(Func<long, string> FolderOf, int Vocabulary, string Dtype);
