namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>Whole numbers of prompts out of shares.</summary>
public static class DomainQuotas
{
    /// <summary>Systematic sampling: the points u, u + 1, … fall on the domains' shares laid end to end over a line of length
    /// <paramref name="count"/>.</summary>
    /// <param name="shares">They sum to 1.</param>
    /// <param name="offset">u, uniform in [0, 1): then each domain's expected quota is share · count, and small shares get their turn.</param>
    /// <returns>One quota a share; they sum to <paramref name="count"/>, each within 1 of share · count.</returns>
    public static int[] Of(IReadOnlyList<double> shares, int count, double offset)
    {
        var (sum, reached) = (0.0, 0);
        var quotas = new int[shares.Count];
        for (var i = 0; i < quotas.Length; i++)
        {
            sum += shares[i];
            var next = i == quotas.Length - 1 ? count : Math.Min(count, (int)Math.Floor((sum * count) + offset));
            quotas[i] = next - reached;
            reached = next;
        }
        return quotas;
    }
}
