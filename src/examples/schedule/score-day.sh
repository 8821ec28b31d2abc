#!/bin/sh
# Scores one day of records into a view, for cron or any scheduler that runs commands:
#
#   5 1-6 * * *  score-day.sh digits hdfs:///models/digits hdfs:///data/digits >> /var/log/digits.log 2>&1
#
# usage: score-day.sh VIEW MODEL DATA [DAY]
#
# The view must exist: howdah view create VIEW --task TASK
#
# DATA holds a folder a day, DATA/YYYY-MM-DD, each with a _SUCCESS flag once it is complete. DAY is the
# day to score (default: yesterday, UTC); name one to catch up, or to do it again. Running this every
# hour is right: a day that is done is not done again, one that was cut off goes on, and one whose input
# is not there yet ends with exit code 1 and is tried again an hour later.
#
# exit codes: those of howdah: 0 published, 1 failed, 2 bad usage, 3 refused by a gate
set -eu

if [ $# -lt 3 ]; then
  sed -n 's/^# usage: /usage: /p' "$0" >&2
  exit 2
fi
view=$1
model=$2
data=$3
day=${4:-$(date -u -d yesterday +%F)}

code=0
outcome=$(howdah score "$view" --model "$model" --input "$data/$day" --done-flag _SUCCESS \
  --as-of "$(date -u -d "$day + 1 day" +%FT%TZ)" --once --json) || code=$?
[ -z "$outcome" ] || echo "$outcome"
if [ "$code" -eq 3 ]; then
  # the version before is still served; tell whoever is on call
  version=$(echo "$outcome" | sed 's/.*"version":\([0-9]*\).*/\1/')
  echo "score-day.sh: a gate refused $day, see: howdah view report $view $version" >&2
fi
[ "$code" -eq 0 ] || exit "$code"

howdah view clean "$view" --older-than 30d --json
howdah view status "$view" --quick --json
