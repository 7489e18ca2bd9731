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
  "$aop" run samples/miniature.yaml --out "$1" --stop-after ppo --set loop.iterations=1 --set 'loop.arms=[aop]' --set compute.checkpoint_steps=3 \
    --set 'reward.training.epochs=1' --set 'sft.training.epochs=2' > "$1.txt" 2>&1
}

fingerprint() {
  ( cd "$1"/stages/ppo-*/ && sha256sum model/*.safetensors trainer/* metrics.jsonl ) | sha256sum
}

run "$place/whole"
expected=$(fingerprint "$place/whole")
resumed=0
for i in $(seq "$kills"); do
  mkdir -p "$place/$i"
  cp -r "$place/whole/stages" "$place/$i/"
  rm -r "$place/$i"/stages/ppo-*
  run "$place/$i" &
  job=$!
  until compgen -G "$place/$i/stages/.writing-ppo-*" > /dev/null; do sleep 0.05; done
  sleep "$((RANDOM % 12)).$((RANDOM % 10))"
  pkill -KILL -P "$job" || true
  wait "$job" 2> /dev/null || true
  at=$(ls "$place/$i"/checkpoints/ppo-*/ 2> /dev/null | tail -1 || true)
  run "$place/$i"
  grep -q '"note".*goes on after step' "$place/$i/run.log.jsonl" && resumed=$((resumed + 1))
  if [ "$(fingerprint "$place/$i")" = "$expected" ]; then echo "kill $i (last checkpoint: ${at:-none}): identical"
  else echo "kill $i (last checkpoint: ${at:-none}): DIFFERENT, see $place"; exit 1
  fi
done
echo "$kills kills, $resumed resumed in the middle, all identical"
rm -r "$place"
