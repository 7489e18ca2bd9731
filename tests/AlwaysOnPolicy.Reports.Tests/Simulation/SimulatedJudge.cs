using System.Globalization;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Randomness;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Reports.Tests.Simulation;

/// <summary>A judge whose faults are known. A reading fails with chance <paramref name="failure"/>; else names the answer read first with chance
/// <paramref name="position"/>; else guesses a side with chance <paramref name="error"/>; else says what is true. Where the answers' qualities are open it
/// draws by their lengths: σ(<paramref name="skill"/> + <paramref name="length"/> · tanh(Δ/100)).</summary>
internal sealed partial class SimulatedJudge(double failure, double position, double error, double skill = 0, double length = 0) : IChatClient
{
    /// <summary>The chance to name A, B and a tie where <paramref name="truth"/> holds, apart from failures.</summary>
    public (double A, double B, double Tie) Chances(Preference truth, bool aFirst)
    {
        var guess = (1 - position) * error / 2;
        double Of(Preference named) => truth == named ? (1 - position) * (1 - error) : 0;
        return (Of(Preference.A) + guess + (aFirst ? position : 0), Of(Preference.B) + guess + (aFirst ? 0 : position), Of(Preference.Tie));
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = messages.Single().Text;
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Reply(prompt, SeededRandom.For(0, "simulated judge", prompt)))));
    }

    private string Reply(string prompt, SeededRandom random)
    {
        if (random.NextDouble() < failure) return "I would rather not say.";
        if (random.NextDouble() < position) return "A";
        if (random.NextDouble() < error) return random.Next(2) == 0 ? "A" : "B";
        var shown = Answers().Matches(prompt);
        var (first, second) = (shown[0].Groups, shown[1].Groups);
        if (first["quality"].Value == "same") return "C";
        if (first["quality"].Value is "good" or "bad") return first["quality"].Value == "good" ? "A" : "B";
        var sign = first["quality"].Value == "ours" ? 1 : -1;
        var extra = sign * (Number(first) - Number(second));
        var ours = random.NextDouble() < 1 / (1 + Math.Exp(-(skill + (length * Math.Tanh(extra / 100)))));
        return ours == sign > 0 ? "A" : "B";
    }

    private static double Number(GroupCollection answer) => double.Parse(answer["length"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Response [AB]: (?<quality>good|bad|same|ours|theirs) (?<length>\d+)")]
    private static partial Regex Answers();

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
