using System.Reflection;
using System.Runtime.Loader;
using AlwaysOnPolicy.Chat.Requests;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>Which of the providers' clients a process loads.</summary>
public sealed class LoadedClientsTests
{
    private static readonly string[] s_clients = ["Anthropic", "OllamaSharp", "Azure.AI.OpenAI", "OpenAI"];

    [Theory]
    [InlineData(ChatProvider.Compatible, new string[0])]
    [InlineData(ChatProvider.Ollama, new[] { "OllamaSharp" })]
    [InlineData(ChatProvider.Azure, new[] { "Azure.AI.OpenAI", "OpenAI" })]
    // Anthropic's is not here: it loads all that the process could load, to look at their versions.
    public void A_providers_client_is_loaded_where_it_is_chosen_and_nowhere_else(ChatProvider provider, string[] expected)
    {
        Environment.SetEnvironmentVariable("AOP_TEST_LOADED_KEY", "a-key");
        var fresh = new FreshContext();
        var chat = fresh.LoadFromAssemblyName(typeof(ChatClientFactory).Assembly.GetName());
        var settings = Activator.CreateInstance(chat.GetType(typeof(ChatSettings).FullName!)!)!;
        void Set(string name, object value) => settings.GetType().GetProperty(name)!.SetValue(settings, value);
        Set(nameof(ChatSettings.Provider), Enum.ToObject(chat.GetType(typeof(ChatProvider).FullName!)!, provider));
        Set(nameof(ChatSettings.Model), "m");
        Set(nameof(ChatSettings.Endpoint), "http://localhost:9");
        Set(nameof(ChatSettings.ApiKeyVariable), "AOP_TEST_LOADED_KEY");
        using var client = (IDisposable)chat.GetType(typeof(ChatClientFactory).FullName!)!.GetMethod(nameof(ChatClientFactory.Create))!.Invoke(null,
            [settings, "chat"])!;
        fresh.Loaded.Where(s_clients.Contains).ShouldBe(expected, ignoreOrder: true);
    }

    private sealed class FreshContext : AssemblyLoadContext
    {
        public HashSet<string> Loaded { get; } = [];

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var file = Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll");
            if (!File.Exists(file)) return null;
            Loaded.Add(assemblyName.Name!);
            return LoadFromAssemblyPath(file);
        }
    }
}
