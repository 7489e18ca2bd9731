#!/bin/bash
# Serves a reward on this machine and asks it in OpenRLHF's protocol: 10,000 calls, 32 at once, three times. Then again, the server killed (-9) in the middle and started
# anew on its port and file. Fails where a call was lost, or a reward that was given is not in the record.
#   bench/serve-reward.sh [calls, default 10000] [at once, default 32] [port, default 18500]
set -euo pipefail
cd "$(dirname "$0")/.."
calls=${1:-10000} atonce=${2:-32} port=${3:-18500}
[ -n "${BUILT:-}" ] || dotnet build bench/AlwaysOnPolicy.Benchmarks -c Release --nologo -v q
[ -n "${BUILT:-}" ] || dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; }; rm -r "$work"' EXIT
serve() {
    : > "$work/said"
    src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop serve-reward length:5 --port $port --record "$work/$1" --ending '</s>' \
        --template $'Human: {question}\nAssistant:' > "$work/said" &
    server=$!
    until grep -q '^Recording' "$work/said"; do kill -0 $server; sleep 0.1; done
}
ask() { bench/AlwaysOnPolicy.Benchmarks/bin/Release/net10.0/AlwaysOnPolicy.Benchmarks rewards http://127.0.0.1:$port/get_reward "$work/$1" "$calls" "$atonce"; }

memory() { awk '/VmRSS/ {print int($2 / 1024) " MB held by the server"}' /proc/$server/status; }

serve whole.jsonl
memory
for _ in 1 2 3; do ask whole.jsonl; memory; done
kill $server; wait $server || true

serve killed.jsonl
ask killed.jsonl & client=$!
until [ "$(wc -l < "$work/killed.jsonl")" -gt $((calls / 2)) ]; do kill -0 $client; sleep 0.05; done
kill -9 $server; wait $server 2>/dev/null || true
echo "killed with $(wc -l < "$work/killed.jsonl") lines recorded"
serve killed.jsonl
wait $client
