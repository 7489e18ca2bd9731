using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>A policy's folder, looked at without its weights: what its rows may hold, and whether prompts and answers fit.</summary>
/// <param name="Positions">Most tokens of a row.</param>
/// <param name="Parameters">Numbers in the large tensors.</param>
internal sealed record PolicyLook(PromptFormat Format, PromptFormatOptions Options, int Positions, long Parameters)
{
    /// <param name="mayScore">Whether a reward model does too, as where its training goes on.</param>
    /// <exception cref="UserErrorException">The architecture is not built here, a file is missing, or there is no template where one is asked for.</exception>
    public static PolicyLook At(string folder, PromptFormatOptions options, bool mayScore = false)
    {
        if (!mayScore) ModelFolder.RequireNoRewardHead(folder);
        var (positions, parameters) = ModelFolder.LookAtCausal(folder);
        return new(PromptFormat.Load(folder, options), options, positions, parameters);
    }

    /// <summary>A policy whose weights are on a server: its folder needs tokenizer and configuration alone.</summary>
    /// <exception cref="UserErrorException">One of them is missing, or there is no template where one is asked for.</exception>
    public static PolicyLook Served(string folder, PromptFormatOptions options) =>
        new(PromptFormat.Load(folder, options), options, ModelFolder.PositionsOf(folder), 0);

    /// <summary>Whether the longest prompt of a set and what is to follow it have room.</summary>
    /// <param name="what">The prompts, for the message: "prompts of --prompts".</param>
    /// <param name="promptSetting">What says how long a prompt may be.</param>
    /// <param name="answerSetting">What says how long an answer may be.</param>
    public void RequireRoom(Findings findings, string what, IEnumerable<string> questions, string promptSetting, int answerTokens, string answerSetting)
    {
        var longest = 0;
        foreach (var question in questions)
            if (Options.MaxPromptTokens + answerTokens > Positions) longest = Math.Max(longest, Format.EncodePrompt(question).Length);
        RequireRoom(findings, longest, what, promptSetting, answerTokens, answerSetting);
    }

    /// <summary>The same for answers that are there and are cut to <paramref name="answerTokens"/>.</summary>
    public void RequireRoom(Findings findings, string what, IEnumerable<(string Question, string Answer)> rows, string promptSetting, int answerTokens,
        string answerSetting)
    {
        if (Options.MaxPromptTokens + answerTokens <= Positions) return;
        var longest = 0;
        foreach (var (question, answer) in rows)
            longest = Math.Max(longest, Format.EncodePrompt(question).Length +
                Math.Min(answerTokens, Format.Tokenizer.Encode(answer, addSpecialTokens: false).Length + 1));
        if (longest > Positions)
            findings.Error($"The longest of the {what} has {longest} tokens, its answer among them: more than the model's {Positions} positions. Lower " +
                $"{promptSetting} (now {Options.MaxPromptTokens}) or {answerSetting} (now {answerTokens}).");
    }

    /// <summary>The same for prompts that are not written yet: they may be as long as the settings let them.</summary>
    public void RequireRoomForAny(Findings findings, string what, string promptSetting, int answerTokens, string answerSetting) =>
        RequireRoom(findings, Options.MaxPromptTokens, what, promptSetting, answerTokens, answerSetting);

    private void RequireRoom(Findings findings, int longest, string what, string promptSetting, int answerTokens, string answerSetting)
    {
        if (longest + answerTokens <= Positions) return;
        var room = Positions - answerTokens;
        findings.Error($"The longest of the {what} has {longest} tokens, and {answerTokens} may follow ({answerSetting}): more than the model's {Positions} " +
            "positions. " +
            (longest < Positions ? $"Lower {answerSetting} to {Positions - longest} or less" : "") +
                (room > 0 ? $"{(longest < Positions ? ", or set" : "Set")} {promptSetting} to {room} or less (now {Options.MaxPromptTokens})." : "."));
    }
}
