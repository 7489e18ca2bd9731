namespace AlwaysOnPolicy.Tokenizers.Encodings;

/// <summary>A conversation's tokens; the two lists have one length.</summary>
/// <param name="Ids">Token ids of what the chat template writes; nothing is added round it.</param>
/// <param name="AssistantMask">1 on tokens of what the template marks with {% generation %} as the assistant's, else 0; all 0 where it marks nothing.</param>
public sealed record EncodedChat(int[] Ids, int[] AssistantMask);
