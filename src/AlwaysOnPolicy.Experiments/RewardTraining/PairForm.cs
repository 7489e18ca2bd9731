using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Experiments.RewardTraining;

/// <summary>How a network reads a question and an answer, and how it is kept.</summary>
internal abstract class PairForm(Tokenizer tokenizer)
{
    protected Tokenizer Tokenizer => tokenizer;

    /// <param name="generation">What the folder says of what ends an answer; of a decoder.</param>
    /// <param name="prompts">Likewise; an encoder reads the two texts as a pair.</param>
    /// <param name="maxAnswerTokens">Likewise.</param>
    public static PairForm Of(ScalarNetwork network, Tokenizer tokenizer, GenerationDefaults generation, PromptFormatOptions prompts, int maxAnswerTokens) =>
        network is RewardNetwork decoder
        ? new DecoderForm(decoder, tokenizer, generation, prompts, maxAnswerTokens)
        : new EncoderForm(network, tokenizer);

    public PreferenceExample[] Encode(IReadOnlyList<PairRow> rows) =>
        [.. rows.Select(r => Encode(r.Id, new(r.Question, r.Chosen, r.Rejected, Margin: r.Margin)))];

    /// <param name="id">For messages.</param>
    public abstract PreferenceExample Encode(string id, PreferencePair pair);

    /// <summary>What the prompts of these pairs lose, and what of them the tokenizer does not know.</summary>
    public abstract IEnumerable<string> PromptNotes(IReadOnlyList<PairRow> rows);

    /// <summary>Writes the folder of the network.</summary>
    public abstract void Save(string folder, SavedType saved);

    private sealed class DecoderForm(RewardNetwork network, Tokenizer tokenizer, GenerationDefaults generation, PromptFormatOptions prompts,
        int maxAnswerTokens) : PairForm(tokenizer)
    {
        private readonly PromptFormat _format = new(tokenizer, prompts, generation);

        public override PreferenceExample Encode(string id, PreferencePair pair)
        {
            var prompt = _format.EncodePrompt(pair.Question);
            var room = Math.Min(maxAnswerTokens, network.MaxTokens - prompt.Length);
            if (room < 1) throw new DataException($"The prompt of the pair '{id}' fills all {network.MaxTokens} positions of the model: lower " +
                "PromptFormatOptions.MaxPromptTokens.");
            return new(prompt, _format.EncodeCut(pair.Chosen, pair.ChosenEnded, room), _format.EncodeCut(pair.Rejected, pair.RejectedEnded, room), pair.Margin);
        }

        public override IEnumerable<string> PromptNotes(IReadOnlyList<PairRow> rows) =>
            PromptSurvey.Of(_format, [.. rows.Select(r => r.Question)]).Sentences("--max-prompt-tokens", prompts.MaxPromptTokens);

        public override void Save(string folder, SavedType saved)
        {
            ModelFolder.SaveReward(network, folder, Tokenizer, generation with { EosIds = _format.Endings.Ids }, saved);
            TrunkRewardModel.WriteForm(folder, prompts);
        }
    }

    private sealed class EncoderForm(ScalarNetwork network, Tokenizer tokenizer) : PairForm(tokenizer)
    {
        /// <summary>What the two rows begin with alike is the prompt: where it ends makes no difference to an encoder.</summary>
        public override PreferenceExample Encode(string id, PreferencePair pair)
        {
            var chosen = EncoderRewardModel.Encode(Tokenizer, new Exchange(pair.Question, pair.Chosen), network.MaxTokens);
            var rejected = EncoderRewardModel.Encode(Tokenizer, new Exchange(pair.Question, pair.Rejected), network.MaxTokens);
            var shared = Math.Min(chosen.AsSpan().CommonPrefixLength(rejected), Math.Min(chosen.Length, rejected.Length) - 1);
            return new(chosen[..shared], chosen[shared..], rejected[shared..], pair.Margin);
        }

        public override IEnumerable<string> PromptNotes(IReadOnlyList<PairRow> rows) => PromptSurvey.UnknownWords(Tokenizer, [.. rows.Select(r => r.Question)]);

        public override void Save(string folder, SavedType saved) => EncoderFolder.Save(network, folder, Tokenizer, saved);
    }
}
