#!/bin/bash
# Shows what the ledger of paid calls keeps, against a service on this machine that fails as services do: 429 with and without Retry-After, 500, slow,
# cut, malformed, short lists, duplicates, refusals, empty answers, a content filter.
#   bench/ledger.sh [kills, default 20] [comparisons, default 460]
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/AlwaysOnPolicy.Benchmarks -c Release --nologo -v q
dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
bench=bench/AlwaysOnPolicy.Benchmarks/bin/Release/net10.0/AlwaysOnPolicy.Benchmarks
place=$(mktemp -d)
trap 'rm -r "$place"' EXIT
"$bench" ledger-kills "${1:-20}" "${2:-460}"
"$bench" ledger-half 2000
"$bench" ledger-speed "$place"
time src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop ledger "$place/8"
