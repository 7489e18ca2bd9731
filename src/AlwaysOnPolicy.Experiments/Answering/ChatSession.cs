using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Experiments.Answering;

/// <summary>A dialogue with a model, turn by turn. One that grows too long for its prompts loses its oldest turns there.</summary>
public sealed class ChatSession : IDisposable
{
    private readonly Policy _policy;
    private readonly SamplingOptions _sampling;
    private readonly ulong _seed;
    private readonly List<ChatTurn> _turns = [];
    private int _answers;

    /// <summary>Loads the model; nothing is said yet.</summary>
    /// <param name="setting">Who names the model, for messages.</param>
    /// <param name="seed">Of every draw: the same words in the same order get the same answers.</param>
    /// <exception cref="UserErrorException">The model is not there or cannot be used, or a number is out of range.</exception>
    public ChatSession(ModelSettings model, string setting, SamplingOptions sampling, ulong seed)
    {
        (_policy, _sampling, _seed) = (model.Load(setting), sampling, seed);
    }

    /// <summary>Answers what the user says.</summary>
    /// <exception cref="DataException">The model's template refuses the dialogue.</exception>
    public string Say(string text, CancellationToken cancel = default)
    {
        ChatTurn[] turns = [.. _turns, new ChatTurn(Transcript.User, text)];
        var answer = _policy.Answer([new AnswerRequest(Transcript.Write(turns), Seeds.Derive(_seed, "conversation", _answers))], _sampling,
            cancel: cancel)[0].Text.Trim();
        _answers++;
        _turns.Clear();
        _turns.AddRange([.. turns, new ChatTurn(Transcript.Assistant, answer)]);
        return answer;
    }

    /// <summary>Forgets what was said.</summary>
    public void Forget() => _turns.Clear();

    /// <summary>Frees the model.</summary>
    public void Dispose() => _policy.Dispose();
}
