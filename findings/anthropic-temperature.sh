#!/usr/bin/env bash
# The Anthropic client (Anthropic 13.14.0) does not send the temperature that Microsoft.Extensions.AI's ChatOptions ask for.
#
# Its IChatClient takes ChatOptions, and of those the longest answer reaches the service; Temperature = 0 leaves no trace in the request, and no error says so.
# Whoever asks a judge for its most probable answer through this interface gets answers drawn at the service's own temperature. Seen with a listener on
# this machine that stands in for the service.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Anthropic" Version="13.14.0" />
    <PackageReference Include="Microsoft.Extensions.AI" Version="10.11.0" />
  </ItemGroup>
</Project>
X
cat > Program.cs <<'X'
using System.Net;
using System.Text.Json;
using Anthropic;
using Microsoft.Extensions.AI;

using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
free.Start();
var address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
free.Stop();
using var listener = new HttpListener();
listener.Prefixes.Add(address);
listener.Start();
var client = new AnthropicClient { BaseUrl = address.TrimEnd('/'), ApiKey = "none", MaxRetries = 0 }.AsIChatClient("some-model", 100);
var call = client.GetResponseAsync("Hello", new ChatOptions { Temperature = 0, MaxOutputTokens = 77 });
var context = await listener.GetContextAsync();
using var sent = JsonDocument.Parse(await new StreamReader(context.Request.InputStream).ReadToEndAsync());
var reply = """{"id":"m","type":"message","role":"assistant","model":"some-model","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}"""u8.ToArray();
context.Response.ContentType = "application/json";
await context.Response.OutputStream.WriteAsync(reply);
context.Response.Close();
await call;
Console.WriteLine($"max_tokens {sent.RootElement.GetProperty("max_tokens")}, temperature {(sent.RootElement.TryGetProperty("temperature", out var t) ? t.ToString() : "not sent")}");
X
seen=$(dotnet run -v q 2>/dev/null | tail -n 1)
echo "Anthropic 13.14.0, asked for temperature 0 and at most 77 tokens, sends: $seen"
[ "$seen" = "max_tokens 77, temperature not sent" ] || { echo "The behaviour has changed: 'max_tokens 77, temperature not sent' was seen before."; exit 1; }
