#!/bin/bash
# Kills whole runs with SIGKILL at random moments inside of stages, lets each go on until it is finished, and compares it with one that was left alone: report.json without
# what a clock says, the SHA-256 of every artifact, and the requests at the service against the ledger. The runs are of the miniature world and of a tiny
# model with a service that writes and judges, in turns, with two seeds or more.
#   bench/kills.sh [kills, default 100] [seconds after which no more are begun, default 1800] [folder for the runs, default a temporary one]
# SEED is the first seed (1), RUNS the experiment files (both), STAGES the names of the stages that kills are to fall into (all): SEED=2 RUNS=bench/kills/real.yaml STAGES=judge
set -euo pipefail
cd "$(dirname "$0")/.."
place=${3:-$(mktemp -d)}
mkdir -p "$place"
dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
dotnet build bench/AlwaysOnPolicy.Benchmarks -c Release --nologo -v q
aop=$PWD/src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop
[ -e runs/tiny ] || "$aop" init --tiny runs/tiny --texts samples/own-data > /dev/null
bench/AlwaysOnPolicy.Benchmarks/bin/Release/net10.0/AlwaysOnPolicy.Benchmarks run-kills "$aop" "$place" "${1:-100}" "${2:-1800}" "${SEED:-1}" "${STAGES:-}" \
  ${RUNS:-bench/kills/miniature.yaml bench/kills/real.yaml}
[ $# -ge 3 ] || rm -r "$place"
