using AlwaysOnPolicy.Experiments.Artifacts;

namespace AlwaysOnPolicy.Experiments.Tests.Artifacts;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("models/smollm2", "smollm2")]
    [InlineData("models/smollm2/", "smollm2")]
    [InlineData("runs/kitchen/best", "kitchen/best")]
    [InlineData("runs/kitchen/last", "kitchen/last")]
    [InlineData("runs/short/policy", "short/policy")]
    [InlineData("runs/experiment/policies/aop-2", "experiment/aop-2")]
    public void A_name_that_every_run_gives_comes_with_that_of_the_run(string folder, string name) => ModelOrigin.NameOf(folder).ShouldBe(name);
}
