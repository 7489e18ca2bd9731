using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Inspection;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Tests.Architectures;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Encodings;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Rewards;

/// <summary>The adapters of published reward models, on tiny random networks of their architectures.</summary>
public sealed class RewardModelTests : IDisposable
{
    private const string Template =
        "{{ bos_token }}{% for m in messages %}<turn> {{ m['role'] }} {{ m['content'] }} <end> {% endfor %}{% if add_generation_prompt %}<turn> assistant {% " +
        "endif %}";

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    private static readonly Exchange[] s_exchanges =
    [
        new("w10 w11 w12", "w20 w21"),
        new("w13", "w22 w23 w24 w25 w26 w27 w28 w29 w30 w31"),
        new("w14 w15 w16 w17 w18 w19 w10 w11 w12 w13 w14", "w20"),
        new("w10 w11 w12", ""),
        new("w13 w13", "w20 w21"),
    ];

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string> Decoders => [.. new[] { "gpt2", "llama", "mistral", "gemma" }];

    [Theory, MemberData(nameof(Decoders))]
    public void A_decoder_scores_its_own_chat_at_the_last_token(string type)
    {
        using var network = WriteDecoder(type);
        using var model = ChatRewardModel.Load(_folder.Path);
        var tokenizer = Tokenizer.Load(_folder.Path);
        var scores = model.Score(s_exchanges);
        for (var i = 0; i < s_exchanges.Length; i++)
        {
            var ids = tokenizer.Encode($"<turn> user {s_exchanges[i].Question} <end> <turn> assistant {s_exchanges[i].Answer} <end> ", addSpecialTokens: false);
            ids = [tokenizer.BosId!.Value, .. ids];
            model.Encode(s_exchanges[i]).ShouldBe(ids);
            var (input, mask) = PaddedRows.Right([ids]);
            scores[i].ShouldBe(network.Rewards(input, mask).item<float>(), 1e-5);
        }
        scores.Distinct().Count().ShouldBe(scores.Length);
    }

    [Theory, MemberData(nameof(Decoders))]
    public void A_decoders_scores_depend_on_nothing_round_them(string type)
    {
        using var network = WriteDecoder(type);
        ShouldDependOnNothingElse(batchSize => ChatRewardModel.Load(_folder.Path, batchSize));

        using var model = ChatRewardModel.Load(_folder.Path);
        int[][] rows = [.. s_exchanges.Select(model.Encode)];
        var (left, leftMask) = PaddedRows.Left(rows, padId: 5);
        var (right, rightMask) = PaddedRows.Right(rows);
        network.Rewards(left, leftMask).ShouldBeClose(network.Rewards(right, rightMask), 1e-5, "padding side");
    }

    [Fact]
    public void A_conversation_that_is_too_long_loses_its_beginning_but_not_its_first_token()
    {
        using var network = WriteDecoder("llama");
        using var model = ChatRewardModel.Load(_folder.Path);
        var ids = model.Encode(new Exchange(string.Join(' ', Enumerable.Repeat("w10", 100)), "w20 w21"));
        ids.Length.ShouldBe(network.Trunk.MaxPositions);
        var tokenizer = Tokenizer.Load(_folder.Path);
        ids[0].ShouldBe(tokenizer.BosId!.Value);
        tokenizer.Decode(ids[^6..]).ShouldBe("<end> <turn> assistant w20 w21 <end>");
    }

    [Theory, MemberData(nameof(Decoders))]
    public void Weights_may_be_held_as_bfloat16(string type)
    {
        using var network = WriteDecoder(type);
        using var half = ModelFolder.LoadReward(_folder.Path, ScalarType.BFloat16);
        var stored = SafeTensors.Read(_folder.File("model.safetensors"));
        foreach (var (name, parameter) in ModelFolder.NamesOnDisk(half)) parameter.ShouldBeIdentical(stored[name].to(ScalarType.BFloat16), name);

        using var model = ChatRewardModel.Load(_folder.Path, type: ScalarType.BFloat16);
        using var exact = ChatRewardModel.Load(_folder.Path);
        foreach (var (a, b) in model.Score(s_exchanges).Zip(exact.Score(s_exchanges))) a.ShouldBe(b, 0.15 * Math.Max(1, Math.Abs(b)));
    }

    [Fact]
    public void A_tokenizer_without_a_template_is_refused()
    {
        using var network = WriteDecoder("llama");
        TinyModels.Edit(_folder.Path, "tokenizer_config.json", json => json.Remove("chat_template"));
        Should.Throw<CheckpointException>(() => ChatRewardModel.Load(_folder.Path)).Message.ShouldContain("no chat template");
    }

    [Fact]
    public void DeBERTa_scores_question_and_answer_as_a_pair()
    {
        using var network = WriteDeberta();
        using var model = EncoderRewardModel.Load(_folder.Path);
        var tokenizer = Tokenizer.Load(_folder.Path);
        var scores = model.Score(s_exchanges);
        for (var i = 0; i < s_exchanges.Length; i++)
        {
            var pair = tokenizer.EncodePair(s_exchanges[i].Question, s_exchanges[i].Answer, new EncodeOptions());
            var (ids, mask) = PaddedRows.Right([pair.Ids]);
            pair.TypeIds.ShouldContain(1);
            scores[i].ShouldBe(network.Rewards(ids, mask, PaddedRows.Right([pair.TypeIds]).Ids).item<float>(), 1e-5);
        }
        ShouldDependOnNothingElse(batchSize => EncoderRewardModel.Load(_folder.Path, batchSize));
    }

    [Fact]
    public void DeBERTa_reads_no_more_than_its_positions()
    {
        using var network = WriteDeberta();
        using var model = EncoderRewardModel.Load(_folder.Path);
        var longer = string.Join(' ', Enumerable.Repeat("the", 2000));
        model.Score([new Exchange("the", longer)]).Single().ShouldBe(model.Score([new Exchange("the", longer + " of")]).Single());
    }

    [Fact]
    public void SteamSHP_scores_an_answer_by_the_chance_of_A_against_a_full_stop()
    {
        using var network = WriteSteamShp();
        using var model = SteamShpRewardModel.Load(_folder.Path);
        var tokenizer = Tokenizer.Load(_folder.Path);
        var scores = model.Score(s_exchanges);
        for (var i = 0; i < s_exchanges.Length; i++)
        {
            var (question, answer, _) = s_exchanges[i];
            var logits = FirstStep(network, tokenizer.Encode($"POST: {question} \n\n RESPONSE A: {answer}\n\n RESPONSE B: .\n\n Which response is better? " +
                "RESPONSE"));
            scores[i].ShouldBe(logits.softmax(-1)[tokenizer.IdOf("A")!.Value].item<float>(), 1e-5);
        }
        ShouldDependOnNothingElse(batchSize => SteamShpRewardModel.Load(_folder.Path, batchSize));
    }

    [Fact]
    public void SteamSHP_compares_in_both_orders()
    {
        using var network = WriteSteamShp();
        using var model = SteamShpRewardModel.Load(_folder.Path);
        var tokenizer = Tokenizer.Load(_folder.Path);
        (Exchange A, Exchange B)[] pairs = [(s_exchanges[0], s_exchanges[3]), (new("w10\nw11", "w20\nw21"), new("w10\nw11", "w22"))];

        var forward = model.Compare(pairs);
        var turned = model.Compare([.. pairs.Select(p => (p.B, p.A))]);

        for (var i = 0; i < pairs.Length; i++)
        {
            forward[i].ShouldBe(1 - turned[i], 1e-6);
            double AFirst(string a, string b)
            {
                var logits = FirstStep(network, model.Encode(pairs[i].A.Question, a, b));
                return (logits[tokenizer.IdOf("A")!.Value] - logits[tokenizer.IdOf("B")!.Value]).sigmoid().item<float>();
            }
            forward[i].ShouldBe((AFirst(pairs[i].A.Answer, pairs[i].B.Answer) + 1 - AFirst(pairs[i].B.Answer, pairs[i].A.Answer)) / 2, 1e-5);
        }
        model.Compare([pairs[1]]).Single().ShouldBe(forward[1], 1e-5);
        Should.Throw<ArgumentException>(() => model.Compare([(s_exchanges[0], s_exchanges[1])]));
    }

    [Fact]
    public void SteamSHP_cuts_the_post_alone_and_writes_texts_on_one_line()
    {
        using var network = WriteSteamShp();
        using var model = SteamShpRewardModel.Load(_folder.Path);
        var tokenizer = Tokenizer.Load(_folder.Path);
        model.Encode("w10\nw11", "w20\nw21", "w22").ShouldBe(model.Encode("w10 w11", "w20 w21", "w22"));

        var answer = string.Join(' ', Enumerable.Repeat("w20", 200));
        var ids = model.Encode(string.Join(' ', Enumerable.Repeat("w10", 400)), answer, "w21 w22");
        ids.Length.ShouldBe(500);
        ids.Count(i => i == tokenizer.IdOf("w20")).ShouldBe(200);
        ids.Count(i => i == tokenizer.IdOf("w10")).ShouldBeInRange(1, 399);
        model.Encode("w10", string.Join(' ', Enumerable.Repeat("w20", 600)), "w21").Count(i => i == tokenizer.IdOf("w20")).ShouldBe(600);
    }

    /// <summary>Two labels are transformers' default, so that config.json does not speak of them.</summary>
    [Theory, InlineData("llama-reward", "score.weight"), InlineData("deberta-v3-reward", "classifier.weight"),
        InlineData("modernbert-reward", "classifier.weight")]
    public void A_head_of_two_labels_is_called_one(string golden, string head)
    {
        using var scope = NewDisposeScope();
        var source = Goldens.Material($"models/{golden}");
        var tensors = SafeTensors.Read(Path.Combine(source, "model.safetensors"));
        SafeTensors.Write(_folder.File("model.safetensors"), tensors.Select(t => (t.Key, t.Key == head ? cat([t.Value, t.Value], 0) : t.Value)));
        File.Copy(Path.Combine(source, "config.json"), _folder.File("config.json"));
        TinyModels.Edit(_folder.Path, "config.json", json => { json.Remove("id2label"); json.Remove("label2id"); json.Remove("num_labels"); });
        TinyModels.WriteTokenizer(_folder.Path);

        foreach (var use in new Action[] { () => _ = head == "score.weight" ? ModelFolder.LoadReward(_folder.Path) : (object)RewardModels.Load(_folder.Path),
            () => ModelInspection.Verify(_folder.Path) })
        {
            var message = Should.Throw<CheckpointException>(use).Message;
            message.ShouldContain($"num_labels is 2 by the weights ({head})");
            message.ShouldNotContain("different models");
        }
    }

    [Fact]
    public void A_folder_is_loaded_by_its_own_adapter()
    {
        using (WriteDecoder("gemma")) Kind<ChatRewardModel>();
        using (WriteDeberta()) Kind<EncoderRewardModel>();
        using (WriteSteamShp()) Kind<SteamShpRewardModel>();
        File.WriteAllText(_folder.File("config.json"), """{"model_type": "clip"}""");
        Should.Throw<CheckpointException>(() => RewardModels.Load(_folder.Path)).Message.ShouldContain("model_type is 'clip'");

        void Kind<T>()
        {
            using var model = RewardModels.Load(_folder.Path);
            model.ShouldBeOfType<T>();
            model.Name.ShouldBe(Path.GetFileName(_folder.Path));
            foreach (var file in Directory.GetFiles(_folder.Path)) File.Delete(file);
        }
    }

    private static void ShouldDependOnNothingElse(Func<int, IRewardModel> load)
    {
        using var large = load(16);
        using var small = load(2);
        using var single = load(1);
        var expected = large.Score(s_exchanges);
        double[][] others =
        [
            small.Score(s_exchanges),
            single.Score(s_exchanges),
            [.. large.Score([.. s_exchanges.Reverse()]).Reverse()],
            [.. s_exchanges.Select(e => large.Score([e]).Single())],
            [.. large.Score([.. s_exchanges, new Exchange("w10", string.Join(' ', Enumerable.Repeat("w11", 20)))]).SkipLast(1)],
        ];
        foreach (var scores in others)
            for (var i = 0; i < expected.Length; i++) scores[i].ShouldBe(expected[i], 1e-5);
    }

    private static Tensor FirstStep(T5 network, int[] ids)
    {
        var (input, mask) = PaddedRows.Right([ids]);
        return network.Decode(full([1, 1], network.Config.DecoderStartId, ScalarType.Int64), network.Encode(input, mask), mask)[0, 0].detach();
    }

    private RewardNetwork WriteDecoder(string type)
    {
        var network = TinyModels.Randomized(new RewardNetwork(TinyModels.FromConfig($$"""
            {
                "model_type": "{{type}}", "vocab_size": 64, "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2,
                "num_key_value_heads": 1, "head_dim": 4, "max_position_embeddings": 48, "sliding_window": 7, "tie_word_embeddings": true,
                "n_embd": 8, "n_layer": 2, "n_head": 2, "n_positions": 48
            }
            """)));
        ModelFolder.SaveReward(network, _folder.Path, tokenizer: null);
        TinyModels.WriteTokenizer(_folder.Path, 64, "<turn>", "user", "assistant");
        TinyModels.Edit(_folder.Path, "tokenizer_config.json", json =>
        {
            json["bos_token"] = "<unk>";
            json["chat_template"] = Template;
        });
        return network;
    }

    private DebertaV2 WriteDeberta()
    {
        var source = Goldens.Material("tokenizers/trained-wordpiece");
        foreach (var file in Directory.GetFiles(source, "*.json")) File.Copy(file, _folder.File(Path.GetFileName(file)), overwrite: true);
        var config = JsonNode.Parse(File.ReadAllText(Goldens.Material("models/deberta-v3-reward/config.json")))!.AsObject();
        config["vocab_size"] = Tokenizer.Load(_folder.Path).VocabularySize;
        config["type_vocab_size"] = 2;
        return Write(new DebertaV2(DebertaV2Config.Read(new ConfigFile(config, "config.json"))), config);
    }

    private T5 WriteSteamShp()
    {
        TinyModels.WriteTokenizer(_folder.Path, 64, "A", "B", "POST:", "RESPONSE", "A:", "B:", ".");
        var config = JsonNode.Parse(File.ReadAllText(Goldens.Material("models/t5-v1_1/config.json")))!.AsObject();
        config["vocab_size"] = 64;
        return Write(new T5(T5Config.Read(new ConfigFile(config, "config.json"))), config);
    }

    private T Write<T>(T network, JsonObject config) where T : nn.Module
    {
        TinyModels.Randomized(network, 0.3);
        File.WriteAllText(_folder.File("config.json"), config.ToJsonString());
        SafeTensors.Write(_folder.File("model.safetensors"), network.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
        return network;
    }
}
