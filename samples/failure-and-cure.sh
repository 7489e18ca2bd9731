#!/bin/bash
# The failure that a reward model of large scale and positive bias brings about (ratios above 10, skipped mini-batches, a flat policy loss), and two cures:
# scores of mean 0 and deviation 1, and what the monitor advises. Beside them the large scale without the bias. All else is the same. Then the training
# curves (docs/results/failure-and-cure shows what came out, and why).
#   samples/failure-and-cure.sh [folder, default runs/failure-and-cure] [seeds, default "1 2 3"]
set -euo pipefail
cd "$(dirname "$0")/.."
place=${1:-runs/failure-and-cure}
seeds=${2:-1 2 3}
dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
aop=src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop

# Answers of a fixed length, one rate for policy and value head, and a gradient that is not clipped, as users of TRL often have it. The rate is
# high, so that 40 steps show what is wrong.
run() {
  "$aop" run samples/miniature.yaml --out "$place/$1-$2" --set seed="$2" --set 'loop.arms=[aop]' --set loop.iterations=1 \
    --set sampling.min_new_tokens=20 --set ppo.max_grad_norm=null --set ppo.learning_rate=2.5e-4 --set ppo.value_head_learning_rate=null "${@:3}"
}
large=(--set ppo.score_factor=50) bias=(--set ppo.score_offset=1000)

failing=() unbiased=() cured=() scaled=()
for seed in $seeds; do
  run cured "$seed"
  for kind in failing unbiased scaled; do      # fine-tuning and reward model are the same: only PPO is run anew
    mkdir -p "$place/$kind-$seed"
    cp -rn "$place/cured-$seed/stages" "$place/$kind-$seed/"
  done
  run failing "$seed" "${large[@]}" "${bias[@]}"
  run unbiased "$seed" "${large[@]}"
  run scaled "$seed" "${large[@]}" "${bias[@]}" --set ppo.score_scaling=true --set ppo.score_norm=true
  failing+=("$place/failing-$seed") unbiased+=("$place/unbiased-$seed") cured+=("$place/cured-$seed") scaled+=("$place/scaled-$seed")
done
join() { local IFS=,; echo "$*"; }
"$aop" compare "scores times 50, plus 1000=$(join "${failing[@]}")" "mean 0, deviation 1=$(join "${cured[@]}")" \
  "times 50, plus 1000, and score_scaling with score_norm=$(join "${scaled[@]}")" \
  --title "A reward model of large scale and positive bias, and two cures" --out "$place/comparison"
"$aop" compare "scores times 50=$(join "${unbiased[@]}")" "mean 0, deviation 1=$(join "${cured[@]}")" \
  --title "A reward model of large scale without bias" --out "$place/scale-alone"
