#!/bin/bash
# One iteration of PPO in this process, and the same on two 'aop serve' on loopback: undisturbed, with one killed (-9) in the middle, with one that is frozen, and with one that
# serves another policy. Fails where a step's reward or the trained weights differ from those of this process, or the wrong policy is not refused.
#   bench/rollouts.sh [model, default a tiny one] [steps, default 12] [answers a step, default 16]
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${BUILT:-}" ] || dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
aop=src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop
work=$(mktemp -d)
model=${1:-} steps=${2:-12} batch=${3:-16}
[ -n "$model" ] || { model=$work/tiny; "$aop" init --tiny "$model" --texts samples/own-data > /dev/null; }
export ROLLOUT_TOKEN=$RANDOM$RANDOM$RANDOM
servers=()
trap 'for s in "${servers[@]}"; do kill -CONT "$s" 2>/dev/null || true; kill "$s" 2>/dev/null || true; wait "$s" 2>/dev/null || true; done; rm -r "$work"' EXIT

# serve NAME MODEL [option …]: its address goes into $address, its process into $server
serve() {
  "$aop" serve "$2" --port 0 --token ROLLOUT_TOKEN "${@:3}" > "$work/$1.said" &
  server=$!
  servers+=("$server")
  until grep -q '^Serving' "$work/$1.said"; do kill -0 "$server"; sleep 0.1; done
  address=$(sed -n 's/^Serving .* at \(http[^ ]*\)v1.*/\1/p' "$work/$1.said")
}

# train NAME [option …]: seconds go into $seconds
train() {
  local began=$(date +%s%N) status=0
  "$aop" ppo --config samples/own-data/ppo.yaml --out "$work/$1" --set "model=$model" --set "steps=$steps" --set "ppo.batch_size=$batch" \
    --set samples.prompts=0 --set samples.shown=0 --set reward_check.prompts=0 "${@:2}" > "$work/$1.txt" 2>&1 || status=$?
  seconds=$(( ($(date +%s%N) - began) / 1000000 ))
  [ "$status" = 0 ] || [ "$1" = wrong ] || tail -3 "$work/$1.txt"
  return "$status"
}

rewards() { grep -ho '"env/reward_mean":[^,}]*' "$work/$1"/stages/ppo-alone-*/metrics.jsonl; }
weights() { sha256sum "$work/$1"/policy/model.safetensors | cut -d' ' -f1; }
compare() {
  [ "$(rewards "$1")" = "$(rewards alone)" ] || { echo "FAILED: $1: the rewards of the steps differ"; exit 1; }
  [ "$(weights "$1")" = "$(weights alone)" ] || { echo "FAILED: $1: the weights differ"; exit 1; }
  echo "$1: $seconds ms; $steps rewards and the weights are those of one process"
  grep -h 'rollout server\|Rollout servers' "$work/$1.txt" | sort -u || true
}
servers_option() { printf 'rollouts.servers=[%s]' "$(IFS=,; echo "$*")"; }

train alone
echo "alone: $seconds ms, rewards $(rewards alone | sed 's/.*://' | cut -c1-6 | tr '\n' ' ')"

serve a "$model" --policies-in "$work"; a=$address
serve b "$model" --policies-in "$work"; b=$address pid=$server
with=(--set rollouts.api_key_variable=ROLLOUT_TOKEN --set rollouts.first_pause_seconds=0.1)
train "two servers" "${with[@]}" --set "$(servers_option "$a" "$b")"
compare "two servers"

( until [ "$(cat "$work"/"one killed"/stages/.writing-ppo-alone-*/metrics.jsonl 2>/dev/null | wc -l)" -ge $((steps / 3)) ]; do sleep 0.02; done; kill -9 "$pid" ) &
train "one killed" "${with[@]}" --set "$(servers_option "$a" "$b")"
wait "$!" || true
compare "one killed"

serve c "$model" --policies-in "$work"; c=$address pid=$server
( until [ "$(cat "$work"/"one frozen"/stages/.writing-ppo-alone-*/metrics.jsonl 2>/dev/null | wc -l)" -ge $((steps / 3)) ]; do sleep 0.02; done; kill -STOP "$pid" ) &
train "one frozen" "${with[@]}" --set rollouts.timeout_seconds=2 --set rollouts.retries=0 --set "$(servers_option "$a" "$c")"
wait "$!" || true
kill -CONT "$pid"
compare "one frozen"

"$aop" init --tiny "$work/other" --texts samples/own-data --seed 9 > /dev/null
serve d "$work/other"; d=$address
if train wrong "${with[@]}" --set "$(servers_option "$a" "$d")"; then echo "FAILED: another policy was taken"; exit 1; fi
echo "another policy: refused after $seconds ms"
grep -h 'The rollout server' "$work/wrong.txt" | head -1
