#!/usr/bin/env bash
# The tokenizers library (Tokenizers.DotNet 1.4.1, linux-x64) does not give an added token the id that tokenizer.json writes beside it.
#
# A tokenizer.json lists added tokens with their ids. Where such an id lies behind a gap (the vocabulary has 3 entries, the added token says 100), the library
# loads the file without a word and gives the token the next free id, 3. A reader that takes the written id, and a model whose embeddings follow it, then
# disagree with everything that tokenizes through this library.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Tokenizers.DotNet" Version="1.4.1" />
    <PackageReference Include="Tokenizers.DotNet.runtime.linux-x64" Version="1.4.1" />
  </ItemGroup>
</Project>
X
cat > tokenizer.json <<'X'
{"version": "1.0", "truncation": null, "padding": null, "normalizer": null, "post_processor": null, "decoder": null,
 "added_tokens": [{"id": 100, "content": "<end>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
 "pre_tokenizer": {"type": "WhitespaceSplit"},
 "model": {"type": "WordLevel", "vocab": {"what": 0, "is": 1, "it": 2}, "unk_token": "what"}}
X
cat > Program.cs <<'X'
using Tokenizers.DotNet;
var tokenizer = new Tokenizer(vocabPath: "tokenizer.json");
Console.WriteLine(string.Join(' ', tokenizer.Encode("it is <end>")));
X
seen=$(dotnet run -v q 2>/dev/null | tail -n 1)
echo "Tokenizers.DotNet 1.4.1: '<end>' is written with id 100 behind a vocabulary of 3. Ids of 'it is <end>': $seen"
[ "$seen" = "2 1 3" ] || { echo "The behaviour has changed: 2 1 3 was seen before."; exit 1; }
