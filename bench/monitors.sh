#!/bin/bash
# How often the monitors of PPO speak in 30 runs with something wrong and in 30 without, in the miniature world: twenty kinds of runs, each from three seeds.
# A run is a file, so the command goes on where it was stopped; the table comes at the end. The monitors are shown the steps of the runs that are there, so
# after a change of a monitor the same command says what it would have said.
#   bench/monitors.sh [folder, default runs/monitors] [first seed of the runs, default 2000] [seeds of the worlds, default 101]
# Seeds from 1000 on, on world 1, are for tuning a monitor: measure on others.
set -euo pipefail
cd "$(dirname "$0")/.."
place=${1:-runs/monitors}
first=${2:-2000}
worlds=${3:-101}
dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
for world in $worlds; do
  src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop run samples/miniature.yaml --out "$place/worlds/$world" --set seed="$world" --set loop.iterations=1 \
    --stop-after reward-model
done
# shellcheck disable=SC2086
dotnet run -c Release --project bench/AlwaysOnPolicy.Benchmarks -- monitors "$place" "$first" 3 $worlds
