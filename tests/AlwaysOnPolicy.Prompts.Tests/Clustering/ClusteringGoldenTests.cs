using System.Runtime.InteropServices;
using System.Text.Json;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Prompts.Clustering;
using AlwaysOnPolicy.Tests;
using TorchSharp;

namespace AlwaysOnPolicy.Prompts.Tests.Clustering;

/// <summary>PCA, K-means and elimination against scikit-learn's and numpy's numbers.</summary>
public sealed class ClusteringGoldenTests
{
    [Fact]
    public void Cancelling_ends_clustering_and_elimination()
    {
        var cancelled = new CancellationToken(canceled: true);
        double[][] rows = [[0], [1], [2]];
        Should.Throw<OperationCanceledException>(() => KMeans.Fit(rows, [[0.0], [1.0]], cancel: cancelled));
        Should.Throw<OperationCanceledException>(() => KMeans.Fit(rows, 2, seed: 1, cancel: cancelled));
        Should.Throw<OperationCanceledException>(() => Elimination.DownTo([[1f], [1f], [1f]], [0, 0, 0], 1, cancelled));
    }

    private static readonly JsonElement s_expected = Goldens.Json(Goldens.File_("clustering", "expected.json"));
    private static readonly Dictionary<string, double[][]> s_arrays = ReadArrays();

    internal static double[][] Vectors => s_arrays["vectors"];

    [Fact]
    public void Principal_components_equal_the_references()
    {
        var components = s_arrays["pca_components"];
        var pca = Pca.Fit(Vectors, components.Length);
        Difference([pca.Mean], s_arrays["pca_mean"]).ShouldBeLessThan(1e-8);
        for (var k = 0; k < components.Length; k++)
        {
            var sign = Math.Sign(pca.Components[k].Zip(components[k], (a, b) => a * b).Sum());
            Difference([[.. pca.Components[k].Select(x => sign * x)]], [components[k]]).ShouldBeLessThan(1e-8);
            Difference([[.. pca.Transformed.Select(r => sign * r[k])]], [[.. s_arrays["pca_transformed"].Select(r => r[k])]]).ShouldBeLessThan(1e-8);
        }
    }

    [Fact]
    public void Kmeans_gives_the_references_labels_iterations_and_centres()
    {
        var number = 0;
        foreach (var run in s_expected.GetProperty("kmeans").EnumerateArray())
        {
            var rows = run.GetProperty("on").GetString() != "vectors" ? s_arrays["pca_transformed"] : Vectors;
            var initial = run.GetProperty("initial_rows").EnumerateArray().Select(i => rows[i.GetInt32()]).ToArray();
            var result = KMeans.Fit(rows, initial);
            result.Labels.ShouldBe(run.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32()));
            result.Iterations.ShouldBe(run.GetProperty("iterations").GetInt32());
            result.Inertia.ShouldBe(run.GetProperty("inertia").GetDouble(), 1e-9 * result.Inertia);
            Difference(result.Centres, s_arrays[$"kmeans{number++}_centres"]).ShouldBeLessThan(1e-8);
        }
        number.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Elimination_by_cosine_keeps_the_reference_rows()
    {
        var embeddings = Vectors.Select(r => Array.ConvertAll(r, x => (float)x)).ToArray();
        var cases = 0;
        foreach (var (order, threshold, kept) in EliminationCases())
        {
            Elimination.ByThreshold(embeddings, order, threshold).ShouldBe(kept);
            cases++;
        }
        cases.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Elimination_down_to_a_number_drops_the_later_of_the_closest_pairs_of_all_clusters()
    {
        float[][] embeddings = [[1, 0], [0.9999f, 0.0141f], [0, 1], [0.1f, 0.995f], [0.2f, 0.98f]];
        Elimination.DownTo(embeddings, [0, 0, 1, 1, 1], 4).ShouldBe([0, 2, 3, 4]);
        Elimination.DownTo(embeddings, [0, 0, 1, 1, 1], 3).Count.ShouldBe(3);
        Elimination.DownTo(embeddings, [0, 1, 2, 3, 4], 3).Count.ShouldBe(5, "no pair shares a cluster");
    }

    [Fact]
    public void Elimination_down_to_a_number_equals_a_walk_through_the_list_of_all_pairs()
    {
        var random = new AlwaysOnPolicy.Randomness.SeededRandom(3);
        for (var round = 0; round < 60; round++)
        {
            // Few distinct directions, so that many pairs tie; opposite ones, so that the cosine goes down to -1.
            float[][] embeddings = [.. Enumerable.Range(0, 1 + random.Next(40)).Select(_ => random.Next(8) * MathF.PI / 4)
                .Select(angle => new[] { MathF.Cos(angle), MathF.Sin(angle) })];
            int[] clusters = [.. embeddings.Select(_ => random.Next(3))];
            var keep = random.Next(embeddings.Length + 1);
            Elimination.DownTo(embeddings, clusters, keep).ShouldBe(Walk(embeddings, clusters, keep), $"round {round}");
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 6)]
    [InlineData(40, 40)]
    public void Elimination_of_more_rows_than_neighbours_are_remembered_equals_the_walk_and_names_the_pairs(int clusters, int directions)
    {
        // Rows in few directions, with a little noise for some: the nearest neighbours of many are used up again and again, and many pairs tie exactly.
        var random = new AlwaysOnPolicy.Randomness.SeededRandom((ulong)directions);
        float[][] centres = [.. Enumerable.Range(0, directions).Select(_ => Enumerable.Range(0, 19).Select(_ => (float)random.NextGaussian()).ToArray())];
        float[][] embeddings = [.. Enumerable.Range(0, 400).Select(i => random.Pick(centres).Select(x => x + (i % 3 * 0.1f * (float)random.NextGaussian()))
            .ToArray()).Select(v => { var length = MathF.Sqrt(v.Sum(x => x * x)); return v.Select(x => x / length).ToArray(); })];
        int[] labels = [.. embeddings.Select(_ => random.Next(clusters))];
        foreach (var keep in new[] { 0, 20, 150, 399, 400 })
            Elimination.DownTo(embeddings, labels, keep).ShouldBe(Walk(embeddings, labels, keep), $"{keep} are kept");

        var removed = Elimination.Removed(embeddings, labels, 0);
        removed.Select(r => r.Cosine).ShouldBe(removed.Select(r => r.Cosine).OrderDescending());
        removed.ShouldAllBe(r => r.Beside < r.Row && labels[r.Beside] == labels[r.Row]
            && r.Cosine == Products.Of(embeddings[r.Beside], embeddings[r.Row]));
        var place = removed.Select((r, i) => (r.Row, i)).ToDictionary(r => r.Row, r => r.i);
        removed.Where((r, i) => place.TryGetValue(r.Beside, out var other) && other < i).ShouldBeEmpty("a row goes beside one that is still there");
    }

    [Fact]
    public void Products_by_tiles_add_their_terms_one_by_one_to_the_last_bit()
    {
        var random = new AlwaysOnPolicy.Randomness.SeededRandom(4);
        foreach (var (left, right, width) in new[] { (1, 1, 1), (3, 3, 8), (9, 33, 33), (20, 70, 384), (17, 32, 16), (2, 3, 0) })
        {
            float[][] Rows(int count) => [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, width).Select(_ => (float)random.NextGaussian())
                .ToArray())];
            var (a, b, products) = (Rows(left), Rows(right), new Dictionary<(int, int), float>());
            PackedRows<float>.Of(a).Multiply(0, left, PackedRows<float>.Of(b), right, (row, other, tile) =>
            {
                for (var i = 0; i < tile.Length; i++) products.Add((row + (i / PackedRows<float>.Panel), other + (i % PackedRows<float>.Panel)), tile[i]);
            });
            for (var i = 0; i < left; i++)
                for (var j = 0; j < right; j++) products[(i, j)].ShouldBe(Products.Of(a[i], b[j]));
        }
    }

    [Fact]
    public void Rows_of_different_lengths_are_refused()
    {
        Should.Throw<Exception>(() => PackedRows<float>.Of([[1, 2], [3]])).GetBaseException().ShouldBeOfType<ArgumentException>();
        Should.Throw<ArgumentException>(() => PackedRows<float>.Of([[1, 2]]).Multiply(0, 1, PackedRows<float>.Of([[1]]), 1, (_, _, _) => { }));
    }

    [Fact]
    public void Of_several_draws_of_centres_the_one_with_the_smallest_inertia_is_taken()
    {
        var rows = s_arrays["pca_transformed"];
        double[] alone = [.. Enumerable.Range(0, 8).Select(r => KMeans.Fit(rows, 11, seed: 2, restarts: r + 1).Inertia)];
        alone.ShouldBe([.. alone.OrderDescending()], "more draws are never worse");
        alone[^1].ShouldBeLessThan(alone[0]);
        KMeans.Fit(rows, 11, seed: 2, restarts: 1).Labels.ShouldBe(KMeans.Fit(rows, 11, seed: 2).Labels);
    }

    private static int[] Walk(float[][] embeddings, int[] clusters, int keep)
    {
        var pairs = from a in Enumerable.Range(0, embeddings.Length)
                    from b in Enumerable.Range(a + 1, embeddings.Length - a - 1)
                    where clusters[a] == clusters[b]
                    orderby Products.Of(embeddings[a], embeddings[b]) descending, a, b
                    select (a, b);
        var kept = Enumerable.Range(0, embeddings.Length).ToHashSet();
        foreach (var (a, b) in pairs)
            if (kept.Count > keep && kept.Contains(a) && kept.Contains(b)) kept.Remove(b);
        return [.. kept.Order()];
    }

    private static IEnumerable<(int[] Order, double Threshold, int[] Kept)> EliminationCases()
    {
        foreach (var c in s_expected.GetProperty("elimination").EnumerateArray())
        {
            int[] Ints(string name) => [.. c.GetProperty(name).EnumerateArray().Select(i => i.GetInt32())];
            int[] order = (c.GetProperty("order").ValueKind, c.GetProperty("order_name").GetString()) switch
            {
                (JsonValueKind.Array, _) => Ints("order"),
                (_, "given") => [.. Enumerable.Range(0, Vectors.Length)],
                _ => [.. Enumerable.Range(0, Vectors.Length).Reverse()],
            };
            yield return (order, c.GetProperty("threshold").GetDouble(), Ints("kept"));
        }
    }

    private static Dictionary<string, double[][]> ReadArrays()
    {
        using var scope = torch.NewDisposeScope();
        return SafeTensors.Read(Goldens.File_("clustering", "arrays.safetensors")).ToDictionary(a => a.Key, a =>
        {
            var rows = a.Value.to(torch.ScalarType.Float64).reshape(a.Value.dim() == 1 ? [1, -1] : a.Value.shape).contiguous();
            var width = (int)rows.shape[1];
            return MemoryMarshal.Cast<byte, double>(rows.bytes).ToArray().Chunk(width).ToArray();
        });
    }

    private static double Difference(double[][] a, double[][] b) => a.Zip(b, (x, y) => x.Zip(y, (p, q) => Math.Abs(p - q)).Max()).Max();
}
