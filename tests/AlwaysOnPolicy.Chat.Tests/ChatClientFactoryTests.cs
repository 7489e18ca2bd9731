using AlwaysOnPolicy.Chat.Requests;

namespace AlwaysOnPolicy.Chat.Tests;

public sealed class ChatClientFactoryTests
{
    [Fact]
    public void A_missing_key_is_named()
    {
        var settings = new ChatSettings { Model = "m", ApiKeyVariable = "AOP_TEST_NO_SUCH_KEY" };
        Should.Throw<SettingsException>(() => ChatClientFactory.Create(settings)).Message.ShouldContain("AOP_TEST_NO_SUCH_KEY");
    }

    [Fact]
    public void A_compatible_service_needs_an_address() =>
        Should.Throw<SettingsException>(() => ChatClientFactory.Create(new ChatSettings { Model = "m", Provider = ChatProvider.Compatible }))
            .Message.ShouldContain("endpoint");

    [Fact]
    public void A_local_service_needs_no_key() =>
        ChatClientFactory.Create(new ChatSettings { Model = "m", Provider = ChatProvider.Ollama }).ShouldNotBeNull();
}
