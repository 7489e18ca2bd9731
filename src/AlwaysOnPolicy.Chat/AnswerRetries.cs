using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Chat;

/// <summary>How often a language model is asked again where its answer does not do. Apart from the attempts that a client makes where none came.</summary>
public record AnswerRetries
{
    /// <summary>How often an answer that cannot be read is asked for again: no list where one was wanted, no letter of a judge.</summary>
    /// <value>attempts</value>
    [Range(0, 100), NotInKey] public int UnreadableRetries { get; init => field = OptionRange.Check(this, value); } = 2;

    /// <summary>How often more is asked for where an answer holds fewer entries than wanted.</summary>
    /// <value>requests</value>
    [Range(0, 100), NotInKey] public int TopUps { get; init => field = OptionRange.Check(this, value); } = 3;
}
