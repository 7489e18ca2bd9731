#!/bin/bash
# The paper's experiment from supervised fine-tuning to the export for raters, on tiny models and a scripted service in the place of Gemini: six reward
# models on pairs of each domain (Table 1), fine-tuning, vanilla, SOP and AOP over four iterations, the judge, the report, the human evaluation's items.
#   samples/paper-rehearsal.sh        a few minutes on two cores; again, it goes on with what is not finished
# It needs bash, curl and, beside the repository's folder, shared/data with the sets that samples/README.md names.
set -euo pipefail
cd "$(dirname "$0")/.."
data=../shared/data place=runs/paper-rehearsal port=8077
for needed in dolly-subset shp-standin hh-helpful-base-test all-minilm-l6-v2; do
  [ -d "$data/$needed" ] || { echo "There is no folder '$data/$needed': samples/README.md says where the data comes from." >&2; exit 2; }
done
dotnet build src/AlwaysOnPolicy.Cli -c Release --nologo -v q
dotnet build samples/Samples.ScriptedService -c Release --nologo -v q
aop=src/AlwaysOnPolicy.Cli/bin/Release/net10.0/aop
began=$SECONDS
step() { echo; echo "== $((SECONDS - began)) s: $*"; }

step "an untrained policy, and six reward models trained on 200 pairs"
mkdir -p "$place/models"
[ -d "$place/models/policy" ] || "$aop" init --tiny "$place/models/policy" --texts "$data/dolly-subset" samples/own-data
compared=()
for seed in 1 2 3 4 5 6; do
  "$aop" reward train --model "$place/models/policy" --pairs samples/own-data/pairs.jsonl --held-out 40 --template $'{question}\n' --rate 1e-3 \
    --seed "$seed" --out "$place/models/reward-$seed" > "$place/models/reward-$seed.txt"
  compared+=("reward-$seed=$place/models/reward-$seed/best")
done

step "Table 1: which of them agrees best with people, on 6 pairs of each domain"
[ -f "$place/experiment.yaml" ] || echo "extends: ../../samples/paper-rehearsal.yaml" > "$place/experiment.yaml"
"$aop" reward bench --models "$(IFS=,; echo "${compared[*]}")" --pairs "$data/shp-standin/sap-scn.jsonl:shp" --per-domain 6 --out "$place/reward-bench" \
  --force --into "$place/experiment.yaml"

step "the service that writes and judges"
samples/Samples.ScriptedService/bin/Release/net10.0/Samples.ScriptedService "$port" > "$place/service.txt" &
service=$!
trap 'kill "$service"' EXIT
until curl -sf "http://127.0.0.1:$port/health" > /dev/null; do
  kill -0 "$service" 2> /dev/null || { echo "The service did not start: is port $port taken?" >&2; exit 1; }
  sleep 0.2
done

step "the plan, its calls and tokens"
"$aop" run "$place/experiment.yaml" --out "$place/run" --dry-run
step "fine-tuning, vanilla, SOP and AOP, the judge"
"$aop" run "$place/experiment.yaml" --out "$place/run"
"$aop" ledger "$place/run"

step "6.2: the items of the human evaluation"
"$aop" annotate export "$place/run" --pair aop:2,sop:2 --items 20 --format potato --to "$place/potato"
step "done: $place/run/report/index.html, $place/reward-bench/bench.html, $place/potato"
