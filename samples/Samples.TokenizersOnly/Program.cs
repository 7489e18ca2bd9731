// The tokenizers alone, without torch: a vocabulary is learnt from a few texts, written as tokenizer.json, and read again.
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Templates;
using AlwaysOnPolicy.Tokenizers.Training;

var folder = args is [var given] ? given : Path.Combine(Path.GetTempPath(), $"samples-tokenizers-{Guid.NewGuid():N}");
string[] texts = ["the cat sat on the mat", "the dog sat on the log", "why did the cat chase the dog?"], special = ["<|end|>", "<|user|>", "<|assistant|>"];
Directory.CreateDirectory(folder);
ByteBpeTrainer.Train(texts, 300, special).Write(folder, special, new Dictionary<string, string>
{
    ["eos_token"] = "<|end|>",
    ["chat_template"] = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}",
}, 512);

var tokenizer = Tokenizer.Load(folder);
const string Text = "why did the dog chase the cat?";
var (ids, spans) = tokenizer.EncodeWithOffsets(Text);
Console.WriteLine(string.Join(" | ", ids.Zip(spans, (id, span) => $"{id} '{Text[span.Start..span.End]}'")));
Console.WriteLine($"decoded: {tokenizer.Decode(ids)} ({(tokenizer.Decode(ids) == Text ? "the same" : "another text")})");
Console.WriteLine($"as a chat: {tokenizer.RenderChat([new ChatTurn("user", Text)], addGenerationPrompt: true)}");
