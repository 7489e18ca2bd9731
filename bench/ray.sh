#!/usr/bin/env bash
# Runs what needs a real Ray, on this machine: the live tests of client and launcher, and a study of the miniature world in process, through Ray, and through Ray with a worker
# killed (-9), the client killed (-9) and the head restarted; the three must have left the same SHA-256 of every file of every stage.
#   bench/ray.sh RAY-ARCHIVE [seeds, default 4] [seconds for each study, default 1800]
# RAY-ARCHIVE is a tar.xz of the site-packages of Python 3.11 with Ray in them. Ray gets a network and a process table of its own, which needs the right to make them (root),
# and 1 GB of memory; it ends with this script.
set -euo pipefail
archive=$(realpath "${1:?usage: bench/ray.sh RAY-ARCHIVE [seeds] [seconds]}")
seeds=${2:-4}
seconds=${3:-1800}
cd "$(dirname "$0")/.."
python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "python3 is not 3.11: this Ray needs it." >&2; exit 1; }
if [ -z "${AOP_RAY_INSIDE:-}" ]; then
    [ -n "${AOP_RAY_BUILT:-}" ] || dotnet build tests/AlwaysOnPolicy.Cluster.Tests -c Release -v q --nologo
    [ -n "${AOP_RAY_BUILT:-}" ] || dotnet build src/AlwaysOnPolicy.Cli -c Release -v q --nologo
    AOP_RAY_INSIDE=1 exec unshare --net --pid --fork --kill-child --mount-proc bash bench/ray.sh "$archive" "$seeds" "$seconds"
fi

aop=${AOP_RAY_BUILT:-$PWD/src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop}
work=$(mktemp -d /tmp/aop-ray-XXXX)
trap 'rm -rf "$work"' EXIT
ip link set lo up
mkdir "$work/ray" "$work/tmp"
tar -xJf "$archive" -C "$work/ray"
export PYTHONPATH=$work/ray RAY_USAGE_STATS_ENABLED=0 AOP_RAY_ADDRESS=http://127.0.0.1:8265 TMPDIR=$work/tmp

# Ray gives a node 30 s to come up, which a busy machine may miss.
start_head() {
    for _ in 1 2 3 4 5; do
        rm -rf "$work/t"
        (cd "$work" && exec python3 -m ray.scripts.scripts start --head --block --node-ip-address=127.0.0.1 --dashboard-host 127.0.0.1 --dashboard-port 8265 \
            --num-cpus 2 --disable-usage-stats --temp-dir "$work/t") >> "$work/log" 2>&1 &
        head=$!
        while kill -0 $head 2> /dev/null; do
            curl -sf -m 2 "$AOP_RAY_ADDRESS/api/v0/nodes?detail=1" 2> /dev/null | grep -q ALIVE && return
            sleep 1
        done
        stop_head
    done
    tail -20 "$work/log" >&2
    exit 1
}

# In a process table of its own whatever is Ray's is this script's.
stop_head() {
    pids=$(pgrep -f "$work/(ray|t)/" || true)
    [ -z "$pids" ] || kill -9 $pids 2> /dev/null || true
    sleep 1
}

small=()
for set in loop.arms=[vanilla] loop.iterations=1 loop.author_calls=1 sft.training.epochs=1 miniature.demonstrations_per_domain=4 miniature.pairs=60 \
    miniature.held_out_pairs=20 miniature.test_per_domain=4 miniature.probe_per_domain=2 reward.training.epochs=1; do small+=(--set "$set"); done
study() {   # out, store or "", …
    local cluster=()
    [ -z "$2" ] || cluster=(--set "cluster={ store: $2, command: $aop, shards: 2, attempts: 5 }")
    exec timeout "$seconds" "$aop" study samples/miniature.yaml --seeds "$seeds" --out "$1" "${small[@]}" "${cluster[@]}"
}
same() {
    python3 - "$1" "$2" <<'PYTHON'
import glob, json, os, sys
def files(place):
    return {(os.path.relpath(os.path.dirname(record), place), f["path"]): f["sha256"] for record in glob.glob(f"{place}/**/stages/*/stage.json", recursive=True)
            for f in json.load(open(record))["files"] if f["path"] != "times.jsonl"}
one, other = map(files, sys.argv[1:])
differing = sorted(k for k in one.keys() | other.keys() if one.get(k) != other.get(k))
print(f"{len({k[0] for k in one})} stages, {len(one)} files, {len(differing)} differ", *differing[:5], sep="\n  ")
sys.exit(bool(differing) or not one)
PYTHON
}

start_head
curl -s "$AOP_RAY_ADDRESS/api/version"; echo
dotnet tests/AlwaysOnPolicy.Cluster.Tests/bin/Release/net10.0/AlwaysOnPolicy.Cluster.Tests.dll --filter-class '*LiveRayTests' --show-live-output on
"$aop" cluster check --store "$work/store" --command "$aop"

begun=$SECONDS
(study "$work/here" "") > "$work/here.log" 2>&1
echo "in process: $((SECONDS - begun)) s"
begun=$SECONDS
(study "$work/sent" "$work/store") > "$work/sent.log" 2>&1
echo "through Ray: $((SECONDS - begun)) s, $(curl -s "$AOP_RAY_ADDRESS/api/jobs/" | grep -o '"submission_id"' | wc -l) jobs"
same "$work/here" "$work/sent"

# Ends the script where the study that is waited for has ended by itself.
going() { kill -0 "$client" 2> /dev/null || { echo "the study ended early:"; tail -5 "$1"; exit 1; }; sleep 0.2; }

begun=$SECONDS
(study "$work/hurt" "$work/store2") > "$work/hurt.log" 2>&1 &
client=$!
until worker=$(pgrep -f "dotnet.*stage run|aop stage run [0-9a-f]+ " | tail -1) && [ -n "$worker" ]; do going "$work/hurt.log"; done
kill -9 "$worker" && echo "worker killed after $((SECONDS - begun)) s"
until [ "$(ls "$work/store2" | grep -vc '^\.')" -ge 12 ]; do going "$work/hurt.log"; done
kill -9 $client $(pgrep -f "aop(.dll)? (run|study) samples/miniature.yaml") 2> /dev/null || true
wait $client 2> /dev/null || true
echo "client killed after $((SECONDS - begun)) s"
before=$(ls "$work/store2" | grep -vc '^\.')
(study "$work/hurt" "$work/store2") > "$work/hurt2.log" 2>&1 &
client=$!
until [ "$(ls "$work/store2" | grep -vc '^\.')" -ge $((before + 8)) ]; do going "$work/hurt2.log"; done
stop_head
start_head
echo "head restarted after $((SECONDS - begun)) s"
wait $client || { tail -5 "$work/hurt2.log"; exit 1; }
echo "through Ray with faults: $((SECONDS - begun)) s"
same "$work/here" "$work/hurt"
