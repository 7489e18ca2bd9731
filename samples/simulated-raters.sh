#!/bin/bash
# Simulated raters, to see a human evaluation from end to end without people: what they say means nothing. Each opens its link as the page does, reads
# every item, and mostly prefers the longer response, sometimes calls both equal, sometimes errs.
#   samples/simulated-raters.sh FILE     the output of 'aop annotate serve', with the raters' links
# It needs bash and curl.
set -euo pipefail
text='"(([^"\\]|\\.)*)"'
rater=0
while read -r link; do
  rater=$((rater + 1)) server=${link%/r/#*} token=${link##*#} from=0 said=0
  RANDOM=$rater
  while tasks=$(curl -sf -H "Authorization: Bearer $token" "$server/api/rater/tasks?from=$from") && [ "$tasks" != '[]' ]; do
    while IFS= read -r line; do
      [[ $line =~ \"task\":([0-9]+) ]] && task=${BASH_REMATCH[1]}
      [[ $line =~ \"first\":$text ]] && first=${#BASH_REMATCH[1]}
      [[ $line =~ \"second\":$text ]] && second=${#BASH_REMATCH[1]}
      chance=$((RANDOM % 100)) longer=first shorter=second
      if ((second > first)); then longer=second shorter=first; fi
      if ((first == second || chance < 15)); then choice=tie; elif ((chance < 80)); then choice=$longer; else choice=$shorter; fi
      curl -sf --retry 8 -o /dev/null -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$server/api/rater/events" \
        -d "{\"key\":\"simulated$rater$(printf %05d "$task")$choice\",\"task\":$task,\"choice\":\"$choice\"}"
      said=$((said + 1)) from=$((task + 1))
    done < <(sed 's/},{"task":/},\n{"task":/g; s/^\[//; s/]$//' <<< "$tasks")
  done
  echo "simulated rater $rater: $said items"
done < <(grep -oE 'https?://[^ ]+/r/#[A-Za-z0-9_-]+' "$1")
if ((rater == 0)); then echo "'$1' has no link of a rater: it must be what 'aop annotate serve' printed with new links." >&2; exit 1; fi
