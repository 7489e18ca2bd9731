namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Draws an answer to each prompt.</summary>
/// <param name="prompts">Token ids of each.</param>
/// <param name="seeds">Of each answer.</param>
/// <param name="options">Tokens that end an answer are named.</param>
/// <param name="progress">Told how many are done.</param>
/// <param name="cancel">Ends it.</param>
/// <returns>The token ids of each answer, end-of-text included where it was drawn, in the order of the prompts.</returns>
public delegate IReadOnlyList<int[]> AnswerDraw(IReadOnlyList<int[]> prompts, IReadOnlyList<ulong> seeds, SamplingOptions options, Action<int>? progress,
    CancellationToken cancel);
