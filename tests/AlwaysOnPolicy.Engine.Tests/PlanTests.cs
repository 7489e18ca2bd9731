using System.Text.Json;

namespace AlwaysOnPolicy.Engine.Tests;

public sealed class PlanTests
{
    private enum Kind
    {
        Plain,
        Fancy,
    }

    private abstract record Shape;

    private sealed record Circle(double Radius) : Shape;

    private sealed record Settings
    {
        public int Steps { get; init; } = 3;
        public double Rate { get; init; } = 1e-5;
        public Kind Kind { get; init; } = Kind.Plain;
        public string? Name { get; init; }
        public Shape Shape { get; init; } = new Circle(1);
        public IReadOnlyDictionary<string, int> Weights { get; init; } = new Dictionary<string, int>();
        [NotInKey] public int BatchSize { get; init; } = 8;
    }

    private sealed class Configured(int version = 1, string name = "configured") : Stage<Settings, Number>
    {
        public override StageId Id => new(name, version);

        protected override Task<Number> RunAsync(Settings input, StageContext stage, CancellationToken cancel) => Task.FromResult(new Number(input.Steps));
    }

    private sealed class Impostor : Stage<Settings, string>
    {
        public override StageId Id => new("configured", 1);

        protected override Task<string> RunAsync(Settings input, StageContext stage, CancellationToken cancel) => Task.FromResult("");
    }

    private static string KeyOf(Settings settings, ulong seed = 1, int version = 1, string label = "here", string name = "configured") =>
        new Plan(seed).Add(new Configured(version, name), settings, label).Key;

    [Fact]
    public void A_key_is_64_hexadecimal_digits_and_the_same_each_time()
    {
        KeyOf(new Settings()).ShouldMatch("^[0-9a-f]{64}$");
        KeyOf(new Settings()).ShouldBe(KeyOf(new Settings()));
    }

    [Fact]
    public void A_key_changes_with_each_setting_the_version_the_name_and_the_seed()
    {
        string[] keys =
        [
            KeyOf(new Settings()),
            KeyOf(new Settings { Steps = 4 }),
            KeyOf(new Settings { Rate = 2e-5 }),
            KeyOf(new Settings { Kind = Kind.Fancy }),
            KeyOf(new Settings { Name = "" }),
            KeyOf(new Settings { Shape = new Circle(2) }),
            KeyOf(new Settings { Weights = new Dictionary<string, int> { ["a"] = 1 } }),
            KeyOf(new Settings(), seed: 2),
            KeyOf(new Settings(), version: 2),
            KeyOf(new Settings(), name: "other"),
        ];
        keys.ShouldBeUnique();
    }

    [Fact]
    public void A_key_ignores_labels_the_order_of_dictionary_entries_and_what_is_marked()
    {
        KeyOf(new Settings(), label: "there").ShouldBe(KeyOf(new Settings()));
        KeyOf(new Settings { BatchSize = 99 }).ShouldBe(KeyOf(new Settings()));
        KeyOf(new Settings { Weights = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 } })
            .ShouldBe(KeyOf(new Settings { Weights = new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 } }));
    }

    [Fact]
    public void The_canonical_text_is_sorted_with_defaults_enum_words_and_what_a_base_type_hides() =>
        CanonicalJson.Write(new Settings { Name = "é\"" }).Json.ShouldBe(
            """{"kind":"Plain","name":"é\"","rate":1E-05,"shape":{"radius":1},"steps":3,"weights":{}}""");

    [Fact]
    public void A_key_changes_with_the_keys_of_its_inputs_but_not_with_the_order_of_the_plan()
    {
        var plan = new Plan(1);
        var one = plan.Add(new Sum(), new Sum.In(1, []), "one");
        var two = plan.Add(new Sum(), new Sum.In(2, []), "two");
        var onOne = plan.Add(new Sum("next"), new Sum.In(0, [one]), "a");
        var onTwo = plan.Add(new Sum("next"), new Sum.In(0, [two]), "b");
        onOne.Key.ShouldNotBe(onTwo.Key);

        var other = new Plan(1);
        other.Add(new Sum(), new Sum.In(2, []), "two");
        other.Add(new Sum("next"), new Sum.In(0, [other.Add(new Sum(), new Sum.In(1, []), "one")]), "a").Key.ShouldBe(onOne.Key);
    }

    [Fact]
    public void A_stage_that_only_has_to_be_done_first_is_no_part_of_the_key()
    {
        var plan = new Plan(1);
        var check = plan.Add(new Sum(), new Sum.In(1, []), "check");
        var after = plan.Add(new Sum("next"), new Sum.In(0, []), "after", after: check);
        plan.NodeOf(after).Inputs.ShouldHaveSingleItem().Key.ShouldBe(check.Key);
        new Plan(1).Add(new Sum("next"), new Sum.In(0, []), "after").Key.ShouldBe(after.Key);
    }

    [Fact]
    public void Equal_requests_are_one_node_with_all_labels()
    {
        var plan = new Plan(1);
        var sop = plan.Add(new Configured(), new Settings(), "sop, iteration 1");
        var aop = plan.Add(new Configured(), new Settings(), "aop, iteration 1");
        plan.Add(new Configured(), new Settings(), "aop, iteration 1");
        aop.ShouldBe(sop);
        plan.Nodes.ShouldHaveSingleItem().Labels.ShouldBe(["sop, iteration 1", "aop, iteration 1"]);
    }

    [Fact]
    public void Artifacts_are_found_in_lists_and_nested_records_and_counted_once()
    {
        var plan = new Plan(1);
        var one = plan.Add(new Sum(), new Sum.In(1, []), "one");
        var sum = plan.Add(new Sum(), new Sum.In(0, [one, one]), "sum");
        plan.NodeOf(sum).Inputs.ShouldHaveSingleItem().Key.ShouldBe(one.Key);
    }

    [Fact]
    public void An_artifact_of_another_plan_is_refused()
    {
        var foreign = new Plan(1).Add(new Sum(), new Sum.In(1, []), "one");
        Should.Throw<ArgumentException>(() => new Plan(2).Add(new Sum(), new Sum.In(0, [foreign]), "sum")).Message.ShouldContain("does not belong");
    }

    [Fact]
    public void Two_stage_classes_with_one_name_are_refused()
    {
        var plan = new Plan(1);
        plan.Add(new Configured(), new Settings(), "a");
        Should.Throw<ArgumentException>(() => plan.Add(new Impostor(), new Settings(), "b")).Message.ShouldContain("claim the name 'configured'");
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("two words")]
    [InlineData("../up")]
    [InlineData("")]
    public void A_name_that_cannot_name_a_folder_is_refused(string name) => Should.Throw<ArgumentException>(() => KeyOf(new Settings(), name: name));

    private sealed record Holder(object? Value);

    [Fact]
    public void What_has_no_canonical_form_is_refused_with_its_place()
    {
        Should.Throw<ArgumentException>(() => CanonicalJson.Write(new Holder(new Holder(double.NaN)))).Message.ShouldContain("'value.value'");
        using var stream = new MemoryStream();
        Should.Throw<ArgumentException>(() => CanonicalJson.Write(new Holder(new object[] { 1, stream }))).Message.ShouldContain("'value[1]'");
        Should.Throw<ArgumentException>(() => CanonicalJson.Write(new Holder((Func<int>)(() => 1))));
    }

    [Fact]
    public void The_plan_as_json_names_nodes_labels_inputs_and_settings()
    {
        var plan = new Plan(ulong.MaxValue);
        var one = plan.Add(new Sum(), new Sum.In(1, []), "one");
        plan.Add(new Sum("next"), new Sum.In(7, [one]), "a");
        var json = JsonDocument.Parse(plan.ToJson()).RootElement;
        json.GetProperty("seed").GetUInt64().ShouldBe(ulong.MaxValue);
        var next = json.GetProperty("nodes")[1];
        next.GetProperty("stage").GetString().ShouldBe("next");
        next.GetProperty("labels")[0].GetString().ShouldBe("a");
        next.GetProperty("inputs")[0].GetString().ShouldBe($"sum-{one.Key[..12]}");
        next.GetProperty("input").GetProperty("term").GetInt32().ShouldBe(7);
    }

    [Fact]
    public void Input_files_are_keyed_by_content_not_by_place()
    {
        var folder = Directory.CreateTempSubdirectory("aop-files-").FullName;
        try
        {
            foreach (var name in new[] { "a", "b" })
            {
                Directory.CreateDirectory(Path.Combine(folder, name, "deep"));
                File.WriteAllText(Path.Combine(folder, name, "deep", "x.txt"), "same");
            }
            string Key(string path) => CanonicalJson.Write(InputFiles.Of(Path.Combine(folder, path))).Json;
            Key("a").ShouldBe(Key("b"));
            Key("a/deep/x.txt").ShouldBe(Key("b/deep/x.txt"));
            File.WriteAllText(Path.Combine(folder, "b", "deep", "x.txt"), "edited");
            Key("a").ShouldNotBe(Key("b"));
            Should.Throw<DataException>(() => Key("nowhere")).Message.ShouldContain("not there");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
