#!/bin/bash
# Ends every kind of stage of 'aop run', and 'aop ppo', 'sft', 'reward train' and 'answer', by SIGTERM, SIGINT, SIGHUP, for want of memory, and by SIGKILL;
# says the exit code and how long it took, lets the same command go on, and compares what is left with what one that was left alone leaves. Want of memory:
# the process gets no more address space (prlimit --as) while the stage is under way. The system's out-of-memory killer ends a process by SIGKILL, and that
# is what SIGKILL stands for here.
#   bench/signals.sh [seconds after which no more are begun, default 2400] [folder for the runs, default a temporary one]
set -euo pipefail
cd "$(dirname "$0")/.."
place=${2:-$(mktemp -d)}
mkdir -p "$place"
dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
dotnet build bench/AlwaysOnPolicy.Benchmarks -c Release --nologo -v q
aop=$PWD/src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop
[ -e runs/tiny ] || "$aop" init --tiny runs/tiny --texts samples/own-data > /dev/null
bench/AlwaysOnPolicy.Benchmarks/bin/Release/net10.0/AlwaysOnPolicy.Benchmarks run-signals "$aop" "$place" "${1:-2400}" \
  bench/kills/miniature.yaml bench/kills/real.yaml runs/tiny samples/own-data
[ $# -ge 2 ] || rm -r "$place"
