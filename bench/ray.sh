#!/usr/bin/env bash
# Runs the tests of the Ray client and of the launcher of shards against a real Ray: bash bench/ray.sh RAY-ARCHIVE
# RAY-ARCHIVE is a tar.xz of the site-packages of Python 3.11 with Ray in them. Ray gets a network of its own, which needs the right to make one (root), and
# 1 GB of memory; it ends with this script.
set -euo pipefail
archive=$(realpath "${1:?usage: bash bench/ray.sh RAY-ARCHIVE}")
cd "$(dirname "$0")/.."
python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "python3 is not 3.11: this Ray needs it." >&2; exit 1; }
if [ -z "${AOP_RAY_INSIDE:-}" ]; then
    dotnet build tests/AlwaysOnPolicy.Cluster.Tests -c Release -v q --nologo
    AOP_RAY_INSIDE=1 exec unshare --net --pid --fork --kill-child --mount-proc bash bench/ray.sh "$archive"
fi

work=$(mktemp -d /tmp/aop-ray-XXXX)
trap 'rm -rf "$work"' EXIT
ip link set lo up
mkdir "$work/ray"
tar -xJf "$archive" -C "$work/ray"
export PYTHONPATH=$work/ray RAY_USAGE_STATS_ENABLED=0 AOP_RAY_ADDRESS=http://127.0.0.1:8265
(cd "$work" && python3 -m ray.scripts.scripts start --head --block --node-ip-address=127.0.0.1 --dashboard-host 127.0.0.1 --dashboard-port 8265 \
    --num-cpus 2 --disable-usage-stats --temp-dir "$work/t") > "$work/log" 2>&1 &
for _ in $(seq 120); do curl -sf -m 2 -o "$work/version" "$AOP_RAY_ADDRESS/api/version" && break; sleep 1; done
[ -s "$work/version" ] || { tail -20 "$work/log" >&2; exit 1; }
cat "$work/version"
dotnet tests/AlwaysOnPolicy.Cluster.Tests/bin/Release/net10.0/AlwaysOnPolicy.Cluster.Tests.dll --filter-class '*LiveRayTests'
