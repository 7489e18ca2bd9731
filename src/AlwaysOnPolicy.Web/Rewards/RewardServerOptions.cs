using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Web.Completions;

namespace AlwaysOnPolicy.Web.Rewards;

/// <summary>Where a reward is served, to whom, and how its requests are read.</summary>
public sealed record RewardServerOptions : JsonServerOptions
{
    /// <summary>Answers that may wait for their reward; with more, requests are turned away (429).</summary>
    /// <value>answers</value>
    [Range(1, 1_000_000)] public int Waiting { get; init => field = OptionRange.Check(this, value); } = 4096;

    /// <summary>Answers that are scored, and brought to disk, together.</summary>
    /// <value>answers</value>
    [Range(1, 4096)] public int BatchSize { get; init => field = OptionRange.Check(this, value); } = 64;

    /// <summary>The prompts of the job by their text, as <c>aop export openrlhf</c> writes them; null takes the question out of each prompt by
    /// <see cref="Template"/>.</summary>
    public PromptBook? Prompts { get; init; }

    /// <summary>What stands round a question in a prompt, with {question} in it; not read where there are <see cref="Prompts"/>.</summary>
    public string Template { get; init => field = OptionNotNull.Check(value); } = "{question}";

    /// <summary>What ends an answer, such as &lt;|im_end|&gt;: it is no part of what is scored. An answer without any of them was cut; where none is named, all
    /// count as ended.</summary>
    public IReadOnlyList<string> Endings { get; init => field = OptionNotNull.Check(value); } = [];

    // OpenRLHF opens a connection for each answer, so whoever may wait needs one, and whoever is turned away is to be told.
    internal override int MostConnections => Waiting + base.MostConnections;
}
