#!/usr/bin/env bash
# Sets up, builds, runs experiments and plots them.
#
#   run_all.sh [--full]      the usual experiments at full size, and the quick map (50 minutes on two cores)
#   run_all.sh --quick       the article's job small, latency at three loads, and a small map: three minutes,
#                            and what they conclude
#   run_all.sh NAME…         these experiments at full size (build/release/bin/bench list)
#   run_all.sh peers         the servers of others beside ours (first: ./setup.sh --peers)
#   run_all.sh noise-floor injected   how small a difference this machine can tell
#   run_all.sh --resume      goes on with the last of the above
set -euo pipefail
cd "$(dirname "$0")"

bench=build/release/bin/bench
state=results/run_all.last # of the last run: its time, its arguments

refuse() {
  echo "run_all.sh: $1: expected --quick, --full, --resume or experiments: $(names)" >&2
  exit 2
}

names() {
  local file
  for file in experiments/*.json experiments/ledger/*.json; do
    [ ! -f "$file" ] || basename "$file" .json
  done | paste -sd ' '
}

# What is run if nothing is named: what the article's figures depend on. Other questions
# are asked by name.
usual=(article article-cores backends connection-model storing zero-copy)

# What --quick runs, each with as many rounds as it takes to tell three rows apart.
quick=(article-cores first-look)
small='--only reuseport,unpark-queue,threads-epoll --scale 0.25 --rounds 7' # of article-cores
small_map='--quick --cores 8 --scale 0.2'

# Sets experiments, sizes, map and handoff from the arguments; checks them all before anything starts.
choose() {
  local name
  experiments=()
  declare -gA sizes=()
  handoff=()
  map=
  for name in "$@"; do
    case "$name" in
      --full | --quick) [ $# -eq 1 ] || refuse "$*" ;;
      *)
        [ -f "experiments/$name.json" ] || [ -f "experiments/ledger/$name.json" ] || refuse "$name"
        experiments+=("$name")
        ;;
    esac
  done
  if [ "${1-}" = --quick ]; then
    experiments=("${quick[@]}")
    sizes[article-cores]=$small
    map=$small_map
    handoff=(--benchmark_min_time=0.01)
  fi
  if [ ${#experiments[@]} -eq 0 ]; then
    experiments=("${usual[@]}")
    map=--quick
  fi
}

build() {
  ./setup.sh
  # Sources in batches: half the time. A folder that was configured otherwise stays so.
  local batches=(-DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=12)
  [ ! -f build/release/CMakeCache.txt ] || batches=()
  cmake --preset release "${batches[@]}" >/dev/null
  cmake --build --preset release --target programs
}

# Runs a command so that a signal to this script alone ends it too.
run() {
  "$@" &
  child=$!
  local code=0
  wait "$child" || code=$?
  child=
  return "$code"
}

broken_off() {
  trap '' INT TERM
  if [ -n "$child" ]; then
    kill -TERM "$child" 2>/dev/null || true
    wait "$child" || true
  fi
  echo "run_all.sh: every finished run is kept; go on with ./run_all.sh --resume" >&2
  exit "$1"
}

# Goes on where an earlier run_all.sh of the same time stopped.
run_experiment() {
  local folder="results/$1/$time"
  if [ -f "$folder/manifest.json" ]; then
    run "$bench" run --resume "$folder"
  else
    # shellcheck disable=SC2086
    run "$bench" run "$1" ${sizes[$1]-} --output "$folder"
  fi
}

# Simulated, and nothing for experiments that were named. One that is begun goes on.
make_map() {
  map_folder="results/map/$time"
  [ -n "$map" ] && [ ! -f "$map_folder/map.json" ] || return 0
  if [ -f "$map_folder/plan.json" ]; then
    run "$bench" map --resume "$map_folder"
  else
    # shellcheck disable=SC2086
    run "$bench" map $map --output "$map_folder"
  fi
}

measure_handoff() {
  local file="results/handoff/$time.json" table="results/handoff/$time.txt"
  [ ! -f "$file" ] || return 0
  mkdir -p results/handoff
  local code=0
  run build/release/bin/handoff_benchmark "${handoff[@]}" --benchmark_out="$file.part" >"$table" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then
    cat "$table" >&2
    return "$code"
  fi
  mv "$file.part" "$file"
  echo "what a hand-over takes: $table"
}

# Sets folders to those of the experiments that have run.
find_folders() {
  local name
  folders=()
  for name in "${experiments[@]}"; do
    [ ! -f "results/$name/$time/summary.json" ] || folders+=("results/$name/$time")
  done
}

# Holds the claims against what has just run; the last line counts the verdicts.
judge() {
  verdicts=()
  run "$bench" verdict "${folders[@]}" --json results/verdicts.json >results/verdicts.txt || return
  verdicts=(--verdicts results/verdicts.json)
  echo "results/verdicts.txt: $(tail -n 1 results/verdicts.txt)"
}

# The pages, and at last where to begin.
plot() {
  local maps=()
  [ ! -f "$map_folder/map.json" ] || maps=("$map_folder")
  run /usr/bin/python3 -m plots "${folders[@]}" "${maps[@]}" "${verdicts[@]}" --index results/index.html || return
  [ ${#maps[@]} -eq 0 ] || echo "the map: file://$PWD/$map_folder/map.html"
  echo "all results: file://$PWD/results/index.html"
}

if [ "${1-}" = --help ]; then
  sed -n '2,11s/^# \{0,1\}//p' run_all.sh
  exit 0
fi
time=$(date +%Y-%m-%dT%H-%M-%S)
arguments=("$@")
if [ "${1-}" = --resume ]; then
  [ $# -eq 1 ] || refuse "$*"
  [ -f "$state" ] || refuse "--resume, but nothing has run"
  read -r time rest <"$state"
  read -ra arguments <<<"$rest"
fi
choose "${arguments[@]}"
build
mkdir -p results
echo "$time ${arguments[*]}" >"$state"
[ -n "${sizes[*]}" ] || "$bench" list "${experiments[@]}" | tail -n 1

child=
status=0
verdicts=()
trap 'broken_off 130' INT
trap 'broken_off 143' TERM
measure_handoff || status=$?
for name in "${experiments[@]}"; do
  code=0
  run_experiment "$name" || code=$?
  [ "$code" -lt 128 ] || broken_off "$code"
  [ "$code" -eq 0 ] || status=$code
done
code=0
make_map || code=$?
[ "$code" -lt 128 ] || broken_off "$code"
[ "$code" -eq 0 ] || status=$code
find_folders
[ ${#folders[@]} -gt 0 ] || [ -f "$map_folder/map.json" ] || exit 1
[ ${#folders[@]} -eq 0 ] || judge || status=$?
plot || status=$?
exit "$status"
