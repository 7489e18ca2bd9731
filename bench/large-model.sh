#!/bin/bash
# Loads a model of Mistral 7B's size (random weights, 14 GB of bfloat16 on disk, 16 GB of memory needed) and scores a few pairs with it, and says how long
# that took and how much memory it needed at most. A second copy of the weights would show as twice their size.
#   bench/large-model.sh FOLDER [PAIRS.jsonl, default four pairs made here]
set -euo pipefail
place=$(realpath -m "${1:?give a folder on a disk with 15 GB free}")
cd "$(dirname "$0")/.."
mkdir -p "$place"
pairs=${2:-$place/pairs.jsonl}
[ $# -ge 2 ] || for i in 1 2 3 4; do
  printf '{"question": "Why is the sky blue, in %d words?", "chosen": "Because air scatters blue light most.", "rejected": "It is a mirror of the sea."}\n' "$i"
done > "$pairs"
dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
[ -e "$place/model/model.safetensors.index.json" ] ||
  dotnet run -c Release --project bench/AlwaysOnPolicy.Benchmarks -- large-model "$place/model" tests/goldens/tokenizers/trained-byte-bpe
du -sh --apparent-size "$place/model"
aop=src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop
peak() {   # the most memory of a command, from the kernel's count for it
  "$@" & local job=$! most=0 now
  while now=$(awk '/^VmHWM/ {print $2}' "/proc/$job/status" 2> /dev/null) && [ -n "$now" ]; do most=$now; sleep 0.5; done
  wait "$job"
  echo "peak memory: $((most / 1024)) MB"
}
time peak "$aop" models inspect "$place/model" --verify
rm -rf "$place/bench"
time peak "$aop" reward bench --models "large=$place/model" --pairs "$pairs" --bfloat16 --out "$place/bench"
