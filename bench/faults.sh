#!/bin/bash
# Faults of the disk, made on purpose in runs of a small miniature: flipped bits, a full disk, a read-only one, a removed file. Each has to be found and named in one
# message, and the same command has to end with the artifacts of an undisturbed run. Prints a row a fault; fails where one is accepted.
#   bench/faults.sh [flipped bits, default 100] [sizes of the full disk, default 8] [times for the other faults, default 3] [folder for the runs, default a temporary one]
# An undisturbed run that is in the folder is used again.
# SERVICE=http://…/v1, samples/Samples.ScriptedService, is asked by a run whose ledger is flipped LEDGERS times (8), too; it needs runs/tiny, which bench/kills.sh makes.
# Full and read-only disks need root (a tmpfs is mounted); without it they are left out, and the script says so. AOP names the tool; unless set it is built.
set -uo pipefail
cd "$(dirname "$0")/.."
flips=${1:-100}
sizes=${2:-8}
times=${3:-3}
place=${4:-$(mktemp -d)}
ledgers=${LEDGERS:-8}
mkdir -p "$place"
if [ -z "${AOP:-}" ]; then dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q || exit 1; fi
aop=${AOP:-src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop}
experiment=(run tests/AlwaysOnPolicy.Experiments.Tests/tiny.yaml --set 'loop.arms=[vanilla, aop]' --set loop.iterations=1 --set compute.keep_rollouts=true)
RANDOM=${SEED:-28}
failed=0 found=0 harmless=0
disk="$place/disk"
trap 'mountpoint -q "$disk" 2> /dev/null && umount "$disk"' EXIT

# Keeps what was said in $said and the exit code in $code.
run() { said=$("$aop" "${experiment[@]}" --out "$1" "${@:2}" 2>&1); code=$?; }

# Hashes of all artifacts but times and what only tells of them.
artifacts() {
  ( cd "$1/stages" && find . -type f ! -name stage.json ! -name times.jsonl ! -name checkpoint.json | LC_ALL=C sort | xargs -d '\n' sha256sum ) | sha256sum
}

flip() {   # file: one random bit
  local size at byte
  size=$(stat -c %s "$1")
  at=$(((RANDOM * 32768 + RANDOM) % size))
  byte=$(od -An -tu1 -j "$at" -N 1 "$1")
  printf "$(printf '\\x%02x' $((byte ^ (1 << (RANDOM % 8)))))" | dd of="$1" bs=1 seek="$at" conv=notrunc status=none
}

row() { printf '%-22s %-52s %-8s %s\n' "$1" "$2" "$3" "$4"; case "$3" in found) found=$((found + 1)) ;; harmless) harmless=$((harmless + 1)) ;; *) failed=$((failed + 1)) ;; esac; }

# Takes stages out of a run, by their names; one that the run does not have is a mistake in this script.
without() {   # run, names…
  for name in "${@:2}"; do
    compgen -G "$1/stages/$name-*" > /dev/null || { echo "the run has no stage named $name"; exit 1; }
    rm -r "$1/stages/$name"-*
  done
}

same() { [ "$(artifacts "$1")" = "$expected" ]; }

begin=$(date +%s)
[ -f "$place/whole/report/index.html" ] || { run "$place/whole"; [ "$code" = 0 ] || { echo "$said"; exit 1; }; }
expected=$(artifacts "$place/whole")
bytes=$(du -sb "$place/whole" | cut -f1)
echo "the undisturbed run: $(ls "$place/whole/stages" | wc -l) stages, $((bytes / 1000)) kB, $(($(date +%s) - begin)) s"
printf '%-22s %-52s %-8s %s\n' fault where outcome told

# Flipped bits: in each round one file in each of many stages, and one run that has to name them all.
copy="$place/copy"
done=0
while [ "$done" -lt "$flips" ]; do
  rm -rf "$copy"
  cp -a "$place/whole" "$copy"
  round=()
  for stage in $(ls "$copy/stages" | shuf --random-source=<(yes "$done")); do
    [ "$done" -lt "$flips" ] || break
    mapfile -t files < <(find "$copy/stages/$stage" -type f -size +0 | LC_ALL=C sort)
    rollouts=("$copy/stages/$stage"/rollouts*.parquet)
    if [ -e "${rollouts[0]}" ] && [ $((done % 2)) = 0 ]; then files=("${rollouts[@]}"); fi   # of a PPO stage, half of the flips
    file=${files[$((RANDOM % ${#files[@]}))]}
    flip "$file"
    round+=("$stage/${file#"$copy/stages/$stage/"}")
    done=$((done + 1))
  done
  run "$copy"
  for file in "${round[@]}"; do
    stage=${file%%/*}
    if told=$(grep -F "stages/$stage is damaged" <<< "$said"); then told=${told##*is damaged }; row "flipped bit" "$file" found "$(cut -c1-60 <<< "$told")"
    else row "flipped bit" "$file" MISSED "exit $code"; fi
  done
  { [ "$code" = 0 ] && same "$copy"; } || row "flipped bits" "all of this round" DIFFERS "exit $code: $(tail -1 <<< "$said")"
done

# What is not a stage's, and what is read by other commands: each of them has to refuse it by name.
reads() {   # file, what must be named, command…
  local file=$1 name=$2
  rm -rf "$copy"
  cp -a "$place/whole" "$copy"
  local before after
  before=$("${@:3}" 2>&1)
  flip "$copy/$file"
  after=$("${@:3}" 2>&1)
  code=$?
  if [ "$code" != 0 ] && grep -qF "$name" <<< "$after" && [ "$(grep -c '^Error:' <<< "$after")" = 1 ]; then row "flipped bit, read by" "$file: aop ${*:4:2}" found "exit $code"
  elif [ "$before" = "$after" ]; then row "flipped bit, read by" "$file: aop ${*:4:2}" MISSED "the same is said"
  else row "flipped bit, read by" "$file: aop ${*:4:2}" MISSED "exit $code: $(head -c 80 <<< "$after")"; fi
}
echo '{"question": "how do i bake bread ?"}' > "$place/one.jsonl"
for ((i = 1; i <= times; i++)); do
  reads plan.json plan.json "$aop" status "$copy"
  reads experiment.yaml experiment.yaml "$aop" prompts list "$copy"
  reads report/report.json report.json "$aop" compare a="$copy" b="$place/whole" --out "$place/comparison" --force
  weights=$(cd "$copy" && readlink policies/aop-1/model.safetensors); weights=${weights#../../}
  reads "$weights" model.safetensors "$aop" answer --model "$copy:aop:1" --prompts "$place/one.jsonl" --out "$place/answers.jsonl" --force
  output=$(cd "$copy" && ls -d stages/author-* | head -1)/output.json
  reads "$output" output.json "$aop" prompts list "$copy" --arm aop
done
rm -rf "$copy"; cp -a "$place/whole" "$copy"
flip "$copy/plan.json"
run "$copy"
if [ "$code" = 0 ] && grep -q "plan.json.*was not as the last run wrote it" <<< "$said" && same "$copy"; then row "flipped bit" plan.json found "written anew"; else row "flipped bit" plan.json MISSED "exit $code"; fi

# A checkpoint: the run is killed in the middle of PPO, and its newest checkpoint is flipped.
for ((i = 1; i <= times; i++)); do
  rm -rf "$copy"; cp -a "$place/whole" "$copy"; without "$copy" ppo
  "$aop" "${experiment[@]}" --out "$copy" --set compute.checkpoint_steps=1 > /dev/null 2>&1 & job=$!
  until compgen -G "$copy/checkpoints/ppo-*/step-*" > /dev/null || ! kill -0 $job 2> /dev/null; do sleep 0.02; done
  kill -KILL $job 2> /dev/null; wait $job 2> /dev/null
  newest=$(ls -d "$copy"/checkpoints/ppo-*/step-* 2> /dev/null | tail -1)
  [ -n "$newest" ] || { row "flipped bit" "a checkpoint (kill $i)" harmless "PPO ended before the kill"; continue; }
  mapfile -t files < <(find "$newest" -type f -size +0 | LC_ALL=C sort)
  file=${files[$((RANDOM % ${#files[@]}))]}
  flip "$file"
  run "$copy" --set compute.checkpoint_steps=1
  if [ "$code" = 0 ] && grep -q "checkpoint '.*' is damaged" <<< "$said" && same "$copy"; then row "flipped bit" "${file#"$copy"/}" found "passed over"; else row "flipped bit" "${file#"$copy"/}" MISSED "exit $code"; fi
done

# The ledger of a run that asks a service: whoever reads a damaged one has to name it, or what a run makes of it has to be the same, at no further call.
if [ -n "${SERVICE:-}" ]; then
  asks=(run bench/kills/real.yaml --set loop.iterations=1 --set 'loop.arms=[vanilla, aop]')
  for of in author.chat vanilla.chat evaluation.judge.chat; do asks+=(--set "$of.endpoint=$SERVICE"); done
  [ -f "$place/asked/report/index.html" ] || "$aop" "${asks[@]}" --out "$place/asked" > "$place/asked.log" 2>&1 || { tail -3 "$place/asked.log"; exit 1; }
  answered() { "$aop" ledger "$1" 2>&1 | head -1 | cut -d: -f2-; }   # without the folder's name
  for ((i = 1; i <= ledgers; i++)); do
    rm -rf "$copy"; cp -a "$place/asked" "$copy"; without "$copy" judge author
    flip "$copy/ledger.sqlite"
    said=$("$aop" "${asks[@]}" --out "$copy" 2>&1); code=$?
    if [ "$code" != 0 ] && grep -q "ledger '.*ledger.sqlite' is damaged" <<< "$said"; then row "flipped bit" "ledger.sqlite ($i)" found "exit $code"
    elif [ "$code" = 0 ] && [ "$(artifacts "$copy")" = "$(artifacts "$place/asked")" ] && [ "$(answered "$copy")" = "$(answered "$place/asked")" ]
    then row "flipped bit" "ledger.sqlite ($i)" harmless "identical, no call asked again"
    else row "flipped bit" "ledger.sqlite ($i)" MISSED "exit $code: $(grep '^Error' <<< "$said" | head -c 150)"; fi
  done
else
  echo "flipped bits in the ledger: left out, since SERVICE names no service (dotnet run -c Release --project samples/Samples.ScriptedService -- 8077)"
fi

# A folder in which nothing may be written any more, in the middle of a run. Root may write everywhere: that right is taken from the process.
bound=(); [ "$(id -u)" != 0 ] || bound=(setpriv --bounding-set=-dac_override)
for ((i = 1; i <= times; i++)); do
  rm -rf "$copy"; cp -a "$place/whole" "$copy"; without "$copy" ppo author scores judge gold; rm -r "$copy/report"
  started=$(grep -c '"run_started"' "$copy/run.log.jsonl")
  "${bound[@]}" "$aop" "${experiment[@]}" --out "$copy" > "$place/readonly.log" 2>&1 & job=$!
  until [ "$(grep -c '"run_started"' "$copy/run.log.jsonl")" -gt "$started" ] && tail -n 1 "$copy/run.log.jsonl" | grep -q '"stage_started"' \
    || ! kill -0 $job 2> /dev/null; do sleep 0.01; done
  sleep "0.$((RANDOM % 5))"
  chmod -R a-w "$copy"
  wait $job; exit=$?
  chmod -R u+w "$copy"
  first=$(cat "$place/readonly.log")
  at=$(ls "$copy/stages" | wc -l)
  run "$copy"
  what="after $at stages"
  if [ "$exit" = 0 ]; then row "read-only on the way" "$what" harmless "the run had come to its end"
  elif [ "$exit" = 1 ] && [ "$(grep -c '^Error:' <<< "$first")" = 1 ] && grep -q "cannot be written" <<< "$first" && [ "$code" = 0 ] && same "$copy"
  then row "read-only on the way" "$what" found "exit 1; then identical"
  else row "read-only on the way" "$what" WRONG "exit $exit, then $code: $(grep '^Error' <<< "$first" | head -c 150)"; fi
done

# A removed file.
mapfile -t stages < <(ls "$place/whole/stages")
start=$RANDOM
for ((i = 1; i <= times; i++)); do
  rm -rf "$copy"; cp -a "$place/whole" "$copy"
  stage=${stages[$(((start + i * ${#stages[@]} / times) % ${#stages[@]}))]}   # another one each time
  mapfile -t files < <(find "$copy/stages/$stage" -type f | LC_ALL=C sort)
  file=${files[$((RANDOM % ${#files[@]}))]}
  rm "$file"
  run "$copy"
  if [ "$code" = 0 ] && grep -q "is damaged" <<< "$said" && same "$copy"; then row "removed file" "${file#"$copy"/stages/}" found "computed anew"; else row "removed file" "${file#"$copy"/stages/}" MISSED "exit $code"; fi
done

if [ "$(id -u)" = 0 ] && mkdir -p "$disk" && mount -t tmpfs -o size=1M tmpfs "$disk" 2> /dev/null; then
  umount "$disk"
  for ((i = 1; i <= sizes; i++)); do
    kilobytes=$((bytes * i / (sizes + 1) / 1024))
    [ "$i" = "$sizes" ] && kilobytes=$(($(du -sk "$place/whole/stages" | cut -f1) + 40))   # the stages have room, the report has not
    mount -t tmpfs -o size=${kilobytes}k tmpfs "$disk"
    run "$disk/run"
    first=$said one=$(grep -c '^Error:' <<< "$said")
    at=$(ls "$disk/run/stages" 2> /dev/null | wc -l) exit=$code
    halves=$(find "$disk/run" -name '.writing-*' 2> /dev/null | wc -l)
    mount -o remount,size=2G "$disk"
    run "$disk/run"
    what="$kilobytes kB, after $at stages"
    if [ "$exit" = 1 ] && [ "$one" = 1 ] && grep -q "disk is full" <<< "$first" && [ "$halves" = 0 ] && [ "$code" = 0 ] && same "$disk/run"; then row "full disk" "$what" found "exit 1; then identical"
    else row "full disk" "$what" WRONG "exit $exit, $one errors, $halves halves, then exit $code: $(grep '^Error' <<< "$first" | head -c 150)"; fi
    umount "$disk"
  done

  # The disk is full when the report is written, sooner or later: all stages are there.
  for ((i = 0; i < times; i++)); do
    mount -t tmpfs -o size=2G tmpfs "$disk"
    cp -a "$place/whole" "$disk/run"; rm -rf "$disk/run/report" "$disk/run/policies"
    mount -o remount,size=$(($(du -sk "$disk" | cut -f1) + 16 + 60 * i))k "$disk"
    run "$disk/run"
    first=$said exit=$code
    halves=$(find "$disk/run" -name '.writing-*' 2> /dev/null | wc -l)
    mount -o remount,size=2G "$disk"
    run "$disk/run"
    what="in the report, $((16 + 60 * i)) kB free"
    if [ "$exit" = 1 ] && [ "$(grep -c '^Error:' <<< "$first")" = 1 ] && grep -q "disk is full" <<< "$first" && [ "$halves" = 0 ] && [ "$code" = 0 ] \
      && same "$disk/run" && [ -f "$disk/run/report/index.html" ]; then row "full disk" "$what" found "exit 1; then identical"
    else row "full disk" "$what" WRONG "exit $exit, $halves halves, then $code: $(grep '^Error' <<< "$first" | head -c 150)"; fi
    umount "$disk"
  done

  mount -t tmpfs -o size=2G tmpfs "$disk"
  for after in sft "reward model"; do
    run "$disk/run" --stop-after "$after"
    mount -o remount,ro "$disk"
    run "$disk/run"
    first=$said exit=$code
    mount -o remount,rw "$disk"
    # 2: the look before the run has found it; 1: the run itself.
    if [[ "$exit" = [12] ]] && [ "$(grep -c '^Error:' <<< "$first")" = 1 ] && grep -q "$disk/run' cannot be written" <<< "$first"; then row "read-only disk" "after $after" found "exit $exit"
    else row "read-only disk" "after $after" WRONG "exit $exit: $(grep '^Error' <<< "$first" | head -c 150)"; fi
  done
  run "$disk/run"
  { [ "$code" = 0 ] && same "$disk/run"; } || row "read-only disk" "afterwards" DIFFERS "exit $code"
  umount "$disk"
else
  echo "full and read-only disks: left out, since mounting a tmpfs needs root"
fi

echo "$((found + harmless + failed)) faults: $found found and named, $harmless without effect, $failed not as they should be; $(($(date +%s) - begin)) s"
if [ "$failed" = 0 ]; then rm -rf "$place"; else echo "the runs are in $place"; exit 1; fi
