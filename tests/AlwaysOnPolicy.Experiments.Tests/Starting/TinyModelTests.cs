using AlwaysOnPolicy.Experiments.Starting;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Tests.Starting;

public sealed class TinyModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-tiny-model-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void It_reads_texts_of_every_kind_and_answers_in_its_own_chat_template()
    {
        Directory.CreateDirectory(At("texts"));
        File.WriteAllText(At("texts/a.txt"), "how do i boil an egg\nhow do i boil rice\n");
        File.WriteAllText(At("texts/b.jsonl"), "{\"id\": \"1\", \"turns\": [\"boil water\", {\"text\": \"boil an egg\"}], \"score\": 3}\n");
        File.WriteAllText(At("texts/c.csv"), "question,answer\nboil what?,boil it\n");
        File.WriteAllText(At("texts/notes.md"), "left out");
        var (texts, tokens) = TinyModel.Write(At("tiny"), [At("texts")], seed: 1);
        texts.ShouldBe(2 + 3 + 2);                       // lines; the id, a turn and a text in a turn; two cells
        tokens.ShouldBeGreaterThan(261);
        using var policy = Policy.Load(At("tiny"), new());
        policy.Tokenizer.Encode("boil").Length.ShouldBeLessThan(4);
        policy.Format.Tokenizer.Decode(policy.Format.EncodePrompt("boil?")).ShouldBe("<|user|>boil?<|end|><|assistant|>");
        policy.Answer([new AnswerRequest("boil?", 1)], new() { MaxNewTokens = 5 })[0].Ids.ShouldAllBe(id => id == 0 || id > 4);

        TinyModel.Write(At("again"), [At("texts")], seed: 1);
        File.ReadAllBytes(At("again/model.safetensors")).ShouldBe(File.ReadAllBytes(At("tiny/model.safetensors")));
    }

    [Fact]
    public void What_cannot_be_read_or_written_is_told()
    {
        Should.Throw<SettingsException>(() => TinyModel.Write(At("tiny"), [At("none")], 1)).Message.ShouldContain("--texts points");
        Directory.CreateDirectory(At("empty"));
        Should.Throw<SettingsException>(() => TinyModel.Write(At("tiny"), [At("empty")], 1)).Message.ShouldContain("There is no text in");
        File.WriteAllText(At("a.txt"), "text\n");
        Should.Throw<SettingsException>(() => TinyModel.Write(_folder, [At("a.txt")], 1)).Message.ShouldContain("is there already");
    }
}
