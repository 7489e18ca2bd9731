#!/bin/bash
# Serves a model on this machine and asks it as one client, as 16 at once, and as 64 for a while, with fewer places than that: tokens a second, who was
# turned away, the server's memory.
#   bench/serve.sh MODEL [type: float32 or bfloat16] [seconds, default 60]
# RUN="chrt -f 1" gives server and clients a priority of their own.
set -euo pipefail
model=$(realpath "$1")
cd "$(dirname "$0")/.."
[ -n "${BUILT:-}" ] || dotnet build bench/AlwaysOnPolicy.Benchmarks -c Release --nologo -v q
[ -n "${BUILT:-}" ] || dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
said=$(mktemp)
${RUN:-} src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop serve "$model" --port 0 --dtype "${2:-float32}" --rows 16 --waiting 32 > "$said" &
server=$!
trap 'kill $server 2>/dev/null; wait $server; rm "$said"' EXIT
until grep -q '^Serving' "$said"; do kill -0 $server; sleep 0.1; done
address=$(sed -n 's/^Serving .* at \(http[^ ]*\).*/\1/p' "$said")
${RUN:-} bench/AlwaysOnPolicy.Benchmarks/bin/Release/net10.0/AlwaysOnPolicy.Benchmarks serve "$address" $server "${3:-60}"
