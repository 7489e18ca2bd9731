#!/bin/bash
# Times the vanilla pipeline at the paper's size: 36,000 embeddings of 384 numbers → PCA → K-means → 8,000 prompts, and 9,000 rows beside it.
#   bench/vanilla.sh MODEL [ROWS, a file that keeps the embeddings, default one in the temporary folder]
set -euo pipefail
model=$(realpath "${1:?give a sentence-transformers folder such as all-MiniLM-L6-v2}")
rows=$(realpath -m "${2:-${TMPDIR:-/tmp}/vanilla-rows.bin}")
cd "$(dirname "$0")/.."
dotnet build bench/AlwaysOnPolicy.Benchmarks -c Release --nologo -v q
bench=bench/AlwaysOnPolicy.Benchmarks/bin/Release/net10.0/AlwaysOnPolicy.Benchmarks
[ "$(stat -c %s "$rows" 2> /dev/null || echo 0)" = $((36000 * 384 * 4)) ] || "$bench" vanilla-embed "$model" "$rows"
"$bench" vanilla "$rows"
"$bench" vanilla "$rows" 9000 1
