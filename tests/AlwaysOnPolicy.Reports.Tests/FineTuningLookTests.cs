using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class FineTuningLookTests
{
    [Theory]
    [InlineData(6.908, true)]     // ln 1000: a guess
    [InlineData(5.999, true)]
    [InlineData(5.19, true)]      // the frequencies of tokens alone, by Zipf's law
    [InlineData(5.17, false)]
    [InlineData(2.5, false)]
    public void A_loss_near_that_of_a_guess_is_told(double loss, bool told) => (FineTuningLook.Guessing(loss, 1000) is not null).ShouldBe(told);

    [Fact]
    public void It_says_both_losses_what_they_mean_and_what_to_do()
    {
        var text = FineTuningLook.Guessing(5.999, 1000)!;
        text.ShouldStartWith("The fine-tuned model is hardly better than guessing: its loss on held-out demonstrations is 5.999 nats a token, and one " +
            "that gives " +
            "each of the 1,000 tokens the same chance has 6.908 (ln 1,000).");
        text.ShouldContain("noise");
        text.ShouldContain("more demonstrations");
    }

    [Fact]
    public void What_is_not_known_is_not_judged() => (FineTuningLook.Guessing(null, 1000) ?? FineTuningLook.Guessing(9, null)).ShouldBeNull();
}
