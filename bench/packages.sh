#!/usr/bin/env bash
# Packs everything and uses it as a stranger would, in an empty folder with an empty cache of packages for ours: installs the tool and runs the quickstart, runs the
# programs of docs/library.md in a new console project, and tokenizes in a project that restores no torch. Says how large each package is.
#   bench/packages.sh [FOLDER]     FOLDER: where the packages go, artifacts/packages unless given
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
# Nothing of this folder's own settings may reach the strange one: it is outside.
root=$PWD packages=$(realpath -m "${1:-artifacts/packages}") strange=$(mktemp -d)
trap 'rm -rf "$strange"' EXIT
step() { printf '\n== %s\n' "$*"; }

step "pack"
rm -rf "$packages"
dotnet pack -c Release -o "$packages" -v q
(cd "$packages" && du -b --apparent-size -- *.nupkg *.snupkg | awk '{ printf "%8.1f MB  %s\n", $1 / 1e6, $2 }')
for package in "$packages"/*.nupkg; do
    [ "$(stat -c %s "$package")" -le 250000000 ] || { echo "$package is larger than 250 MB"; exit 1; }
done
version=$(basename "$packages"/AlwaysOnPolicy.Tokenizers.*.nupkg .nupkg); version=${version#AlwaysOnPolicy.Tokenizers.}

# Our packages are taken from the new feed alone, never from a cache of an earlier version of the same number; others come from where they always do.
cd "$strange"
cat > nuget.config << XML
<configuration>
  <packageSources><add key="local" value="$packages" /></packageSources>
</configuration>
XML
for id in alwaysonpolicy alwaysonpolicy.tokenizers alwaysonpolicy.tool alwaysonpolicy.tool.linux-x64; do
    rm -rf "$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')$id/$version"
done

step "the tool"
dotnet tool install AlwaysOnPolicy.Tool --version "$version" --tool-path tools
tools/aop --version
tools/aop doctor
du -sh --apparent-size tools | awk '{ print "installed: " $1 }'
dotnet dnx --yes "AlwaysOnPolicy.Tool@$version" settings --markdown | cmp - "$root/docs/settings.md"
time tools/aop quickstart --out runs/quickstart    # to its end: 80 s where nothing else runs
test -s runs/quickstart/report/index.html

step "the programs of docs/library.md in one console project"
dotnet new console -o library > /dev/null
dotnet add library package AlwaysOnPolicy --version "$version" > /dev/null
dotnet add library package TorchSharp-cpu > /dev/null
dotnet add library package Microsoft.Extensions.DependencyInjection > /dev/null
# Each block is a program of its own: here a method of its own, called one after another.
awk -v folder="$strange" '/^```csharp$/ { file = sprintf("%s/%02d.cs", folder, ++n); next } /^```/ { file = "" } file { print > file }' "$root/docs/library.md"
for program in "$strange"/[0-9][0-9].cs; do
    number=$(basename "$program" .cs)
    {
        grep -E '^using [A-Za-z.]+;$' "$program" || true
        printf '#pragma warning disable CS1998\ninternal static class Program%s\n{\n    public static async Task RunAsync()\n    {\n' "$number"
        grep -vE '^using [A-Za-z.]+;$' "$program"
        printf '    }\n}\n'
    } > "library/Program$number.cs"
    printf 'Console.WriteLine("-- %s, %s lines: %s");\nawait Program%s.RunAsync();\n' "$number" "$(grep -cvE '^$|^using [A-Za-z.]+;$' "$program")" \
        "$(grep -m 1 -oE '[A-Za-z]+Async\(|WriteFrom|Tokenizer.Load|with \{' "$program" | tr -d '"')" "$number"
done > library/Program.cs
time dotnet build library -c Release -v q
time dotnet library/bin/Release/net10.0/library.dll

step "tokenizers alone"
dotnet new console -o tokens > /dev/null
dotnet add tokens package AlwaysOnPolicy.Tokenizers --version "$version" > /dev/null
cp "$(grep -l Tokenizer.Load "$strange"/[0-9][0-9].cs)" tokens/Program.cs
dotnet run --project tokens -c Release
grep -oE '"[A-Za-z.]+/[0-9.]+": \{' tokens/obj/project.assets.json | sort -u
! grep -qi torch tokens/obj/project.assets.json
du -sh --apparent-size tokens/bin/Release | awk '{ print "built: " $1 }'
