#!/bin/bash
# Ends every kind of stage of 'aop run', 'ppo', 'sft', 'reward train' and 'judge', and 'aop answer', by SIGTERM, SIGINT and the system's out-of-memory killer, the
# longest stage of each by SIGHUP and for want of memory, too; says the exit code and how long it took, lets the same command go on, and compares what is left with
# what one that was left alone leaves. A kind of stage that several commands have is ended in the first, and in those whose longest it is. Exit code 1 where one differs, or could not be ended, which shows nothing. Want of memory: the process gets no more
# address space (prlimit --as) while the stage is under way. The out-of-memory killer: it is put into a control group of 64 kB, which needs root; without it
# SIGKILL stands for it, and the script says so.
#   bench/signals.sh [seconds after which no more are begun, default 2400] [folder for the runs, default a temporary one] [part of a command's name: only those]
set -euo pipefail
cd "$(dirname "$0")/.."
place=${2:-$(mktemp -d)}
mkdir -p "$place"
dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
dotnet build bench/AlwaysOnPolicy.Benchmarks -c Release --nologo -v q
aop=$PWD/src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop
[ -e runs/tiny ] || "$aop" init --tiny runs/tiny --texts samples/own-data > /dev/null
bench/AlwaysOnPolicy.Benchmarks/bin/Release/net10.0/AlwaysOnPolicy.Benchmarks run-signals "$aop" "$place" "${1:-2400}" \
  bench/kills/miniature.yaml bench/kills/real.yaml runs/tiny samples/own-data "${3:-}"
[ $# -ge 2 ] || rm -r "$place"
