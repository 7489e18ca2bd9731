using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Tests.Architectures;
using static AlwaysOnPolicy.Models.Tests.Checkpoints.RawSafeTensors;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Checkpoints;

public sealed class SafeTensorsTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        ScalarType[] types = [.. SafeTensorsFile.Types.Values];
        var written = types.Select((t, i) => (Name: $"tensor.{i}", Value: randint(0, 2, [i, 3], dtype: ScalarType.Int64).to(t))).ToArray();

        SafeTensors.Write(folder.File("a.safetensors"), written);
        var read = SafeTensors.Read(folder.File("a.safetensors"));

        read.Count.ShouldBe(types.Length);
        foreach (var (name, value) in written)
        {
            read[name].dtype.ShouldBe(value.dtype, name);
            read[name].shape.ShouldBe(value.shape, name);
            read[name].ShouldBeIdentical(value, name);
        }
    }

    [Fact]
    public void A_view_is_written_as_it_is_seen_and_metadata_is_kept()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var turned = arange(12, ScalarType.Float32).view(3, 4).t();

        SafeTensors.Write(folder.File("a.safetensors"), [("turned", turned)], new Dictionary<string, string> { ["format"] = "pt" });

        SafeTensors.Read(folder.File("a.safetensors"))["turned"].ShouldBeIdentical(turned);
        using var file = new SafeTensorsFile(folder.File("a.safetensors"));
        file.Metadata.ShouldBe(new Dictionary<string, string> { ["format"] = "pt" });
    }

    public static TheoryData<string, string, int, string> Lies => new()
    {
        { "cut data", $"{{{Entry("a", "F32", "[4]", 0, 16)}}}", 12, "claims the bytes 0 to 16 of 12" },
        { "offsets beyond the file", $"{{{Entry("a", "F32", "[4]", 1000, 1016)}}}", 16, "claims the bytes 1000 to 1016 of 16" },
        { "negative offset", $"{{{Entry("a", "F32", "[4]", -16, 0)}}}", 16, "claims the bytes -16 to 0" },
        { "turned offsets", $"{{{Entry("a", "F32", "[4]", 16, 0)}}}", 16, "claims the bytes 16 to 0" },
        { "overlap", $"{{{Entry("a", "F32", "[4]", 0, 16)}, {Entry("b", "F32", "[4]", 8, 24)}}}", 24, "the data of 'b' begins at 8, where 16 is expected" },
        { "same place twice", $"{{{Entry("a", "F32", "[4]", 0, 16)}, {Entry("b", "F32", "[4]", 0, 16)}}}", 16,
            "the data of 'b' begins at 0, where 16 is expected" },
        { "gap", $"{{{Entry("a", "F32", "[4]", 0, 16)}, {Entry("b", "F32", "[4]", 20, 36)}}}", 36, "the data of 'b' begins at 20, where 16 is expected" },
        { "surplus data", $"{{{Entry("a", "F32", "[4]", 0, 16)}}}", 20, "its tensors take 16 bytes, but it holds 20" },
        { "shape against size", $"{{{Entry("a", "F32", "[5]", 0, 16)}}}", 16, "'a' of shape [5] and type F32 needs 20 bytes, but has 16" },
        { "huge shape", $"{{{Entry("a", "F32", "[1000000000000]", 0, 16)}}}", 16, "needs 4000000000000 bytes, but has 16" },
        { "huge shape and size", $"{{{Entry("a", "F32", "[1000000000000]", 0, 4000000000000)}}}", 16, "claims the bytes 0 to 4000000000000 of 16" },
        { "overflowing shape", $"{{{Entry("a", "F32", "[4294967296, 4294967296, 4294967296]", 0, 16)}}}", 16, "the impossible shape" },
        { "empty with huge strides", $"{{{Entry("a", "F32", "[0, 4294967296, 4294967296]", 0, 0)}}}", 0, "the impossible shape" },
        { "negative dimension", $"{{{Entry("a", "F32", "[-4]", 0, 16)}}}", 16, "the impossible shape [-4]" },
        { "many dimensions", $"{{{Entry("a", "F32", $"[{string.Join(",", Enumerable.Repeat(1, 100))}]", 0, 4)}}}", 4, "'a' has 100 dimensions" },
        { "unknown type", $"{{{Entry("a", "F7", "[16]", 0, 16)}}}", 16, "is damaged: 'a' has the element type 'F7', which is none of" },
        { "type that is not read", $"{{{Entry("a", "F8_E4M3", "[16]", 0, 16)}}}", 16, "'a' has the element type 'F8_E4M3', which safetensors has and this " +
            "program does not read" },
        { "name twice", $"{{{Entry("a", "F32", "[4]", 0, 16)}, {Entry("a", "F32", "[4]", 16, 32)}}}", 32, "it names the tensor 'a' twice" },
        { "three offsets", """{"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 8, 16]}}""", 16, "'a' has 3 offsets" },
        { "no shape", """{"a": {"dtype": "F32", "data_offsets": [0, 16]}}""", 16, "its header cannot be read" },
        { "text for a number", """{"a": {"dtype": "F32", "shape": ["4"], "data_offsets": [0, 16]}}""", 16, "its header cannot be read" },
        { "fraction", """{"a": {"dtype": "F32", "shape": [4.5], "data_offsets": [0, 16]}}""", 16, "its header cannot be read" },
        { "list", "[]", 0, "its header is not a JSON object" },
        { "no JSON", "{\"a\": ", 0, "its header cannot be read" },
        { "deep", new string('[', 5000), 0, "its header cannot be read" },
    };

    [Theory, MemberData(nameof(Lies))]
    public void A_header_that_is_not_true_is_refused(string what, string header, int dataBytes, string complaint)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.safetensors");
        RawSafeTensors.Write(path, header, dataBytes);

        var error = Should.Throw<CheckpointException>(() => SafeTensors.Read(path), what);

        error.Message.ShouldContain(complaint);
        error.Message.ShouldContain(path);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(1_000UL)]
    [InlineData(99_999_999UL)]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    public void A_header_length_that_is_not_true_is_refused_and_not_allocated(ulong claimed)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.safetensors");
        RawSafeTensors.Write(path, $"{{{Entry("a", "F32", "[4]", 0, 16)}}}", 16, claimed);
        Should.Throw<CheckpointException>(() => SafeTensors.Read(path));   // what loads the first time is not counted

        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<CheckpointException>(() => SafeTensors.Read(path)).Message.ShouldContain(path);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 16);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.File("model.safetensors");
        SafeTensors.Write(path, [("a", ones(3)), ("b", ones(2, 2))]);
        var whole = File.ReadAllBytes(path);

        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Should.Throw<CheckpointException>(() => SafeTensors.Read(path), $"{length} bytes").Message.ShouldContain(path);
        }
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<CheckpointException>(() => SafeTensors.Read(folder.File("none.safetensors"))).Message.ShouldContain("none.safetensors");
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_whole()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.File("model.safetensors");
        SafeTensors.Write(path, [("a", ones(3))]);
        var disposed = ones(3);
        disposed.Dispose();

        Should.Throw<Exception>(() => SafeTensors.Write(path, [("a", zeros(3)), ("b", disposed)]));

        SafeTensors.Read(path)["a"].ShouldBeIdentical(ones(3));
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }
}
