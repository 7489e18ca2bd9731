using System.IO.Compression;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Tests.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Checkpoints;

public sealed class TorchFileTests
{
    private static readonly string[] s_rebuild = ["torch._utils", "_rebuild_tensor_v2"];

    [Theory, ModelCases("T5ForConditionalGeneration")]
    public void Weights_in_torchs_own_form_are_those_of_the_safetensors_file(string folder)
    {
        string[] forms = [.. Directory.GetDirectories(folder).Where(d => Directory.GetFiles(d, "*.bin").Length > 0)];
        Assert.SkipWhen(forms.Length == 0, "there is one form of this checkpoint only");
        using var scope = NewDisposeScope();
        using var expected = ModelFolder.Load(folder, T5Config.Read);
        foreach (var form in forms)
        {
            using var loaded = ModelFolder.Load(form, T5Config.Read);
            foreach (var (name, parameter) in expected.named_parameters()) loaded.get_parameter(name)!.ShouldBeIdentical(parameter, name);
        }
    }

    [Theory]
    [InlineData("Float", ScalarType.Float32)]
    [InlineData("Half", ScalarType.Float16)]
    [InlineData("BFloat16", ScalarType.BFloat16)]
    [InlineData("Double", ScalarType.Float64)]
    [InlineData("Long", ScalarType.Int64)]
    public void Views_are_read_as_they_look_into_their_storage(string storage, ScalarType type)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var numbers = arange(12, type);
        var pickle = new PickleWriter().Dictionary(
            ("whole", p => p.Tensor(storage, "0", 12, 0, [3, 4], [4, 1])),
            ("turned", p => p.Tensor(storage, "0", 12, 0, [4, 3], [1, 4])),
            ("part", p => p.Tensor(storage, "0", 12, 5, [2, 2], [4, 1])),
            ("one", p => p.Tensor(storage, "0", 12, 11, [], [])),
            ("none", p => p.Tensor(storage, "0", 12, 0, [0, 4], [4, 1])));
        Write(folder.File("a.bin"), pickle.Bytes(), ("0", numbers.bytes.ToArray()));

        using var file = new TorchFile(folder.File("a.bin"));
        var tensors = file.Tensors.ToDictionary(t => t.Name, t => t.Read());

        tensors["whole"].ShouldBeIdentical(numbers.view(3, 4));
        tensors["turned"].ShouldBeIdentical(numbers.view(3, 4).t());
        tensors["part"].ShouldBeIdentical(numbers.view(3, 4)[TensorIndex.Slice(1, 3), TensorIndex.Slice(1, 3)]);
        tensors["one"].ShouldBeIdentical(numbers[11]);
        tensors["none"].shape.ShouldBe([0, 4]);
    }

    public static TheoryData<string, string, string> Calls => new()
    {
        { "os", "system", "it asks for 'os.system', which a state dict does not need; nothing was executed" },
        { "builtins", "eval", "it asks for 'builtins.eval'" },
        { "torch", "load", "it asks for 'torch.load'" },
        { "collections", "defaultdict", "it asks for 'collections.defaultdict'" },
    };

    [Theory, MemberData(nameof(Calls))]
    public void A_name_that_is_not_on_the_list_is_refused(string module, string name, string complaint) =>
        Refused(new PickleWriter().Raw($"c{module}\n{name}\n").Text("true").Raw("\u0085R").Bytes()).ShouldContain(complaint);

    [Theory]
    [InlineData("i", "0x69")]              // INST
    [InlineData("o", "0x6f")]              // OBJ
    [InlineData("\u0081", "0x81")]         // NEWOBJ
    [InlineData("\u0093", "0x93")]         // STACK_GLOBAL
    [InlineData("\u0082", "0x82")]         // EXT1
    [InlineData("P", "0x50")]              // PERSID
    public void An_opcode_that_is_not_on_the_list_is_refused_by_name(string opcode, string named) =>
        Refused(new PickleWriter().Raw(opcode).Bytes()).ShouldContain($"it uses the pickle opcode {named}");

    public static TheoryData<string, Func<PickleWriter, PickleWriter>, string> Lies => new()
    {
        { "no dictionary", p => p.Raw("]"), "it holds no state dict" },
        { "no tensor", p => p.Dictionary(("a", q => q.Text("text"))), "its entry 'a' is no tensor" },
        { "reads past the end", p => p.Dictionary(("a", q => q.Tensor("Float", "0", 4, 1, [4], [1]))), "reads 5 numbers of a part that has 4" },
        { "strides past the end", p => p.Dictionary(("a", q => q.Tensor("Float", "0", 4, 0, [2, 2], [3, 1]))), "reads 5 numbers" },
        { "far larger than its storage", p => p.Dictionary(("a", q => q.Tensor("Float", "0", 4, 0, [1 << 30, 1 << 30], [0, 0]))), "of a part that has 4" },
        { "negative", p => p.Dictionary(("a", q => q.Tensor("Float", "0", 4, 0, [-4], [1]))), "the impossible shape [-4]" },
        { "strides missing", p => p.Dictionary(("a", q => q.Tensor("Float", "0", 4, 0, [2, 2], [1]))), "and strides [1]" },
        { "storage missing", p => p.Dictionary(("a", q => q.Tensor("Float", "7", 4, 0, [4], [1]))), "(part 7) are not there" },
        { "size of another", p => p.Dictionary(("a", q => q.Tensor("Float", "0", 5, 0, [5], [1]))), "has 16 bytes in place of 5 numbers" },
        { "type of another", p => p.Dictionary(("a", q => q.Tensor("Double", "0", 4, 0, [4], [1]))), "has 16 bytes in place of 4 numbers" },
        { "called with something else", p => p.Raw($"c{string.Join('\n', s_rebuild)}\n)R"), "it calls torch._utils._rebuild_tensor_v2 in a form that is not " +
            "torch's" },
        { "nothing to take", p => p.Raw("\u0086"), "it uses a value that is not there" },
        { "no mark", p => p.Raw("}u"), "it closes a list that it did not open" },
        { "never stored", p => p.Raw("h\u0005"), "it recalls the value 5" },
    };

    [Theory, MemberData(nameof(Lies))]
    public void A_pickle_that_is_not_true_is_refused(string what, Func<PickleWriter, PickleWriter> write, string complaint) =>
        Refused(write(new PickleWriter()).Bytes()).ShouldContain(complaint, customMessage: what);

    [Fact]
    public void The_form_before_torch_1_6_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.bin"), [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc]);
        Should.Throw<CheckpointException>(() => new TorchFile(folder.File("a.bin"))).Message.ShouldContain("torch before 1.6 wrote another form");
    }

    [Fact]
    public void A_shard_that_is_missing_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("pytorch_model.bin.index.json"), """{"weight_map": {"a": "pytorch_model-00001-of-00001.bin"}}""");
        Should.Throw<CheckpointException>(() => new WeightFiles(folder.Path)).Message.ShouldContain("pytorch_model-00001-of-00001.bin' is missing");
    }

    private static string Refused(byte[] pickle)
    {
        using var folder = new TemporaryFolder();
        Write(folder.File("a.bin"), pickle, ("0", new byte[16]));
        var message = Should.Throw<CheckpointException>(() => new TorchFile(folder.File("a.bin"))).Message;
        message.ShouldContain(folder.File("a.bin"));
        return message;
    }

    /// <summary>A file as torch.save writes it.</summary>
    internal static void Write(string path, byte[] pickle, params (string Key, byte[] Data)[] storages)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, data) in storages.Select(s => ($"archive/data/{s.Key}", s.Data)).Prepend(("archive/data.pkl", pickle)))
        {
            using var part = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
            part.Write(data);
        }
    }
}
