#!/usr/bin/env bash
# The generated STS and SSM clients against the official ones, the same source, in turn. Fails above 1.3 times.
set -euo pipefail
cd "$(dirname "$0")"
rounds=${1:-15}
for kind in Official StandIn; do
  dotnet build "$kind" -c Release -v q --nologo >/dev/null
done
bin=../../artifacts/bin
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
for ((i = 0; i < rounds; i++)); do
  for kind in Official StandIn; do
    dotnet "$bin/Infra.Sdk.Benchmark.$kind/release/Infra.Sdk.Benchmark.$kind.dll" >>"$results/cold.$kind"
  done
done
for ((i = 0; i < 5; i++)); do
  for kind in Official StandIn; do
    dotnet "$bin/Infra.Sdk.Benchmark.$kind/release/Infra.Sdk.Benchmark.$kind.dll" 1500 >>"$results/warm.$kind"
  done
done

median() { # file, column
  awk -v c="$2" '{ print $c }' "$1" | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

status=0
compare() { # title, file, column, limit
  local official standin ratio
  official=$(median "$results/$2.Official" "$3")
  standin=$(median "$results/$2.StandIn" "$3")
  ratio=$(awk -v a="$standin" -v b="$official" 'BEGIN { printf "%.2f", a / b }')
  printf '%-28s official %10s  generated %10s  ratio %s\n' "$1" "$official" "$standin" "$ratio"
  if [ -n "${4:-}" ] && awk -v r="$ratio" -v l="$4" 'BEGIN { exit !(r > l) }'; then
    status=1
  fi
}

compare "cold, two clients (ms)" cold 1 1.3
compare "warm, small query (us)" warm 2 1.3
compare "warm, JSON of 50 (us)" warm 3 1.3
compare "query, allocated (bytes)" warm 4
compare "JSON, allocated (bytes)" warm 5
exit $status
