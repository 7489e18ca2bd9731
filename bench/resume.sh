#!/bin/bash
# Kills an iteration of PPO with SIGKILL at random moments, lets it go on, and compares what it leaves with what an undisturbed run leaves:
# weights, value head, optimizer, trainer state and the metrics of every step, all by SHA-256.
#   bench/resume.sh [kill points, default 20] [folder for the runs, default a temporary one]
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-20}
place=${2:-$(mktemp -d)}
mkdir -p "$place"
dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
aop=src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop

run() {
  exec "$aop" run samples/miniature.yaml --out "$1" --stop-after ppo --set loop.iterations=1 --set 'loop.arms=[aop]' --set compute.checkpoint_steps=3 \
    --set 'reward.training.epochs=1' --set 'sft.training.epochs=2' > "$1.txt" 2>&1
}

# Begins a run and comes back when its PPO does; $job is its process.
begin() {
  run "$1" &
  job=$!
  until compgen -G "$1/stages/.writing-ppo-*" > /dev/null; do sleep 0.02; done
}

fingerprint() {
  ( cd "$1"/stages/ppo-*/ && sha256sum model/*.safetensors trainer/* metrics.jsonl ) | sha256sum
}

begin "$place/whole"
start=$(date +%s%N)
wait "$job"
span=$((($(date +%s%N) - start) / 1000000))
expected=$(fingerprint "$place/whole")
echo "PPO takes $span ms"

done=0 late=0 resumed=0
while [ "$done" -lt "$kills" ]; do
  name="$place/$((done + late + 1))"
  mkdir -p "$name"
  cp -r "$place/whole/stages" "$name/"
  rm -r "$name"/stages/ppo-*
  begin "$name"
  after=$(((RANDOM * 32768 + RANDOM) % span))
  sleep "$((after / 1000)).$(printf %03d $((after % 1000)))"
  kill -KILL "$job" 2> /dev/null || true
  if wait "$job" 2> /dev/null; then late=$((late + 1)); rm -r "$name"; continue; fi   # it had come to its end
  done=$((done + 1))
  at=$(ls "$name"/checkpoints/ppo-*/ 2> /dev/null | tail -1 || true)
  ( run "$name" )
  if grep -q '"note".*goes on after step' "$name/run.log.jsonl"; then resumed=$((resumed + 1)); fi
  if [ "$(fingerprint "$name")" = "$expected" ]; then echo "kill $done after $after ms (last checkpoint: ${at:-none}): identical"
  else echo "kill $done after $after ms (last checkpoint: ${at:-none}): DIFFERENT, see $name"; exit 1
  fi
  rm -r "$name"
done
echo "$kills kills, $resumed of which went on from a checkpoint, all identical"
rm -r "$place"
