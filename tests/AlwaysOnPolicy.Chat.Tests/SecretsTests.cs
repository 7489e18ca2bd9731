using AlwaysOnPolicy.Chat.Requests;
using AlwaysOnPolicy.Chat.Scoring;
using AlwaysOnPolicy.Secrets;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>No key, token or password reaches a file or a message.</summary>
public sealed class SecretsTests
{
    private const string Secret = "Zq7SecretZq7";

    [Theory]
    [InlineData("https://user:Zq7SecretZq7@host/v1"), InlineData("https://Zq7SecretZq7@host/v1"), InlineData("https://host/v1?key=Zq7SecretZq7")]
    [InlineData("https://host/v1?api-version=1&api_key=Zq7SecretZq7"), InlineData("https://host/v1?access_token=Zq7SecretZq7")]
    [InlineData("user:Zq7SecretZq7@host/v1"), InlineData("https://host/v1#token=Zq7SecretZq7"), InlineData("https://host/v1?sig=Zq7SecretZq7&x=1")]
    public void An_address_with_a_secret_is_refused_without_repeating_it(string address)
    {
        foreach (var make in new Action[]
        {
            () => ChatClientFactory.Lack(new ChatSettings { Provider = ChatProvider.Compatible, Model = "m", Endpoint = address }, "author.chat"),
            () => HttpRewardModel.Check(new ScorerSettings { Url = address }),
        })
        {
            var error = Should.Throw<SettingsException>(make);
            error.Message.ShouldNotContain(Secret);
            error.Message.ShouldContain("api_key_variable");
        }
    }

    [Theory]
    [InlineData("https://host/v1"), InlineData("https://host:8443/deployments/gpt@2/x?api-version=2024-05-01"), InlineData("http://127.0.0.1:9/v1")]
    public void Other_addresses_are_taken(string address) => ServiceAddress.Read(address, "x", "y").ShouldBe(new Uri(address));

    [Theory, InlineData("sk-proj-Zq7SecretZq7"), InlineData("Zq7SecretZq7abcdefghijkl"), InlineData("Zq7Secret Zq7")]
    public void A_key_in_the_place_of_its_variables_name_is_refused_without_repeating_it(string key)
    {
        var error = Should.Throw<SettingsException>(() => ChatClientFactory.Lack(new ChatSettings { Model = "m", ApiKeyVariable = key }, "author.chat"));
        error.Message.ShouldNotContain(key);
        error.Message.ShouldContain("api_key_variable");
    }

    [Theory, InlineData("MY_KEY"), InlineData("OPENAI_API_KEY_2"), InlineData("_k")]
    public void Names_of_variables_are_taken(string name) => ServiceAddress.VariableName(name, "x").ShouldBe(name);

    [Fact]
    public void A_known_secret_is_hidden_also_as_it_stands_in_an_address()
    {
        KnownSecrets.Remember("Zq8/Secret+Zq8");
        KnownSecrets.Hide("a Zq8/Secret+Zq8 b Zq8%2FSecret%2BZq8 c").ShouldBe("a *** b *** c");
        KnownSecrets.Remember("abc");
        KnownSecrets.Hide("abc").ShouldBe("abc");   // too short to be one
    }
}
