#!/bin/bash
# What the look at a reward before PPO says of rewards whose fault is known, and what forty steps of PPO come to without and with the settings that it names.
# A run is a file, so the command goes on where it was stopped. The last column compares, seed by seed, with what PPO on the reward model as it is comes to.
#   bench/reward-fit.sh [folder, default runs/reward-fit] [seeds, default 3] [seed of the world, default 1] [rewards that are trained on, by name; default all]
set -euo pipefail
cd "$(dirname "$0")/.."
place=${1:-runs/reward-fit}
seeds=${2:-3}
world=${3:-1}
dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop run samples/miniature.yaml --out "$place/worlds/$world" --set seed="$world" --set loop.iterations=1 \
  --stop-after reward-model
dotnet run -c Release --project bench/AlwaysOnPolicy.Benchmarks -- reward-fit "$place" "$world" 3000 "$seeds" "${@:4}"
