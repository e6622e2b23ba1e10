#!/usr/bin/env bash
# Sets up, builds and runs the tests. Ends with a line "N passed, N failed", and with status 1 if
# anything failed.
#
#   tests/run.sh                                       unit python asan tsan
#   tests/run.sh unit|python|asan|tsan|format|tidy …   only these, in this order
#   tests/run.sh fuzz [SECONDS]                        the fuzz targets, for so long (default 60)
#
# unit    GCC, little optimised, warnings are errors: every GoogleTest case
# python  what pytest tests: the plots, the simulation of the method, and the programs of `unit` end to end
# asan    Clang, address and undefined behaviour sanitizers: all that serves and loads, and the simulator but
#         for its longest sums; built as for fuzz, which needs that as well
# tsan    the thread sanitizer: what has threads
# format  clang-format over every C++ file
# fuzz    Clang, libFuzzer with both sanitizers, all targets at once: what is found lies in
#         build/tests, and so does what has been learnt, for the next time
# tidy    clang-tidy over every C++ file: half an hour on two cores
#
# What later suites need is built, at the lowest priority, while earlier ones are tested, whose tests
# wait now and then.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

if [ "${1-}" = --help ]; then
  sed -n '2,21s/^# \{0,1\}//p' tests/run.sh
  exit 0
fi

readonly known="unit python asan tsan format tidy fuzz" logs=build/tests
fuzz_seconds=60
processors=$(nproc)
waiting=$((2 * processors + 1))  # so many tests at a time, most of whose time is waiting
passed=0
failed=0
broken=""  # suites in which something failed
step_group=
build_group=

# Every step is a process group of its own, so that nothing of it outlives this script; ninja and
# ctest make more groups, so those below a step that was interrupted are found one by one.
set -m
end_tree() {
  local child
  for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do end_tree "$child"; done
  kill -KILL "$1" 2>/dev/null
}
# end_group LEADER
end_group() {
  [ -n "$1" ] || return
  end_tree "$1"
  kill -KILL -- "-$1" 2>/dev/null
}
end_step() {
  end_group "$step_group"
  step_group=
}
trap 'end_step; end_group "$build_group"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# step LOG COMMAND…  runs it, and adds what it says to the log
step() {
  local log=$1 status
  shift
  echo "+ $*" | cut -c 1-300
  (
    set +m
    "$@" </dev/null 2>&1 | tee -a "$log"
    exit "${PIPESTATUS[0]}"
  ) &
  step_group=$!
  wait "$step_group"
  status=$?
  end_step
  return "$status"
}

# count SUITE PASSED FAILED
count() {
  passed=$((passed + $2))
  failed=$((failed + $3))
  echo "== $1: $2 passed, $3 failed"
  [ "$3" -eq 0 ] || broken+=" $1"
}

# number LOG PATTERN  the first number in the last match of the pattern; 0 if there is none
number() {
  local match
  match=$(grep -oE "$2" "$1" | tail -n 1 | grep -oE '[0-9]+' | head -n 1)
  echo "${match:-0}"
}

# build NAME PRESET TARGETS CMAKE_ARGUMENT…  Sources in batches, and the tests' own not optimised,
# each of which halves the time: what a file forgets to include, run_all.sh's build finds
build() {
  local name=$1 preset=$2 targets=$3 cache=()
  shift 3
  command -v ccache >/dev/null && cache=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  cmake --preset "$preset" -B "build/test-$name" \
    -DDISPATCHBENCH_WERROR=ON -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=48 \
    -DDISPATCHBENCH_TEST_FLAGS=-O0 -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold \
    "${cache[@]}" "$@" &&
    cmake --build "build/test-$name" -j "$processors" ${targets:+--target $targets}
}

readonly threaded="base_test strategies_test servers_test loadgen_test machine_test"
readonly sanitized="$threaded workload_test simulator_test"
readonly fuzzers="fuzz_connection fuzz_request fuzz_units fuzz_experiment fuzz_workload fuzz_results"
readonly sanitizer_flags=-DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O0 -g1"

# Optimised no more than warnings need: nothing is measured here. With sanitizers not at all, and
# only what they are for: the runner, and what simulates its experiments, are half of the build and
# have no threads.
build_unit() { build unit release "" -DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG"; }
build_asan() { build asan fuzz "$sanitized $fuzzers loadgen" "$sanitizer_flags"; }
build_tsan() { build tsan tsan "$threaded loadgen" "$sanitizer_flags"; }

# start_builds NAME…  one after the other, in the background
start_builds() {
  local name
  for name in "$@"; do rm -f "$logs/$name.built"; done
  (
    set +m
    renice -n 19 -p "$BASHPID" >/dev/null
    for name in "$@"; do
      echo "+ build_$name  (to build/tests/$name.build.log)"
      "build_$name" </dev/null >"$logs/$name.build.log" 2>&1
      echo "$?" >"$logs/$name.built"
    done
  ) &
  build_group=$!
}

# built NAME  waits until it is, and says whether it could be
built() {
  local status
  until [ -s "$logs/$1.built" ]; do
    if ! kill -0 "$build_group" 2>/dev/null && [ ! -s "$logs/$1.built" ]; then return 1; fi
    sleep 0.5
  done
  status=$(cat "$logs/$1.built")
  [ "$status" -eq 0 ] || tail -n 60 "$logs/$1.build.log"
  return "$status"
}

# run_ctest SUITE CTEST_ARGUMENT…  counts cases, not the processes that ctest starts; one that ended
# without saying what it has run counts as a failure
run_ctest() {
  local suite=$1 log=$logs/$1.log results=build/test-$1/test-results status bad processes
  shift
  rm -rf "$results"
  step "$log" ctest --test-dir "build/test-$suite" -j "$waiting" --output-on-failure \
    --no-tests=error "$@"
  status=$?
  processes=$(number "$log" 'tests failed out of [0-9]+')
  bad=$(($(sum_of failures "$results") + processes - $(find "$results" -name '*.xml' | wc -l)))
  [ "$bad" -gt 0 ] || bad=$((status != 0))
  count "$suite" "$(($(sum_of tests "$results") - $(sum_of failures "$results")))" "$bad"
}

# sum_of ATTRIBUTE FOLDER  over the results of GoogleTest there
sum_of() {
  find "$2" -name '*.xml' -exec grep -ho '<testsuites [^>]*' {} + |
    grep -oE " $1=\"[0-9]+" | grep -oE '[0-9]+' | awk '{sum += $1} END {print sum + 0}'
}

# run_pytest NAME ARGUMENT…
run_pytest() {
  local name=$1 log=$logs/$1.log status bad
  shift
  : >"$log"
  # The shorter limit says where a test hangs, the longer one ends it.
  step "$log" timeout -k 10 60m /usr/bin/python3 -m pytest -q -p no:cacheprovider \
    --durations=10 -o faulthandler_timeout=300 "$@"
  status=$?
  bad=$(($(number "$log" '[0-9]+ failed') + $(number "$log" '[0-9]+ errors?')))
  [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  count "$name" "$(number "$log" '[0-9]+ passed')" "$bad"
}

unit() {
  if built unit; then run_ctest unit; else count "unit (build)" 0 1; fi
}

# run_sanitized NAME TEST…
run_sanitized() {
  local name=$1 tests
  shift
  tests=$(IFS='|' && echo "$*")
  if built "$name"; then
    run_ctest "$name" --tests-regex "^($tests)\\."
  else
    count "$name (build)" 0 1
  fi
}
# Millions of simulated requests, and long sums, are the same memory over and over.
readonly sums="SimulationAndTheory.*:*OneQueueForAll.*:SimulatedCores.are_so_many*:SimulatedCores.make_no*:*AThreadEach.on_few*:SingleServer.the_distribution_of_constant*"
asan() { GTEST_FILTER="*-$sums" run_sanitized asan $sanitized; }
tsan() { run_sanitized tsan $threaded; }

python() {
  run_pytest plots -n "$processors" --dist loadgroup tests/plots
  run_pytest benchmarks tests/benchmarks
  run_pytest schemas tests/runner
  if ! built unit; then
    count "end_to_end (build)" 0 1
    return
  fi
  DISPATCHBENCH_BIN=build/test-unit/bin run_pytest end_to_end -n "$waiting" tests/end_to_end
}

# check NAME COMMAND…  counts as one test
check() {
  local name=$1
  shift
  if step "$logs/$name.log" "$@"; then count "$name" 1 0; else count "$name" 0 1; fi
}

# what_failed  for the end, where it is looked for: each failed test and what it said, shortened
what_failed() {
  local log
  for log in "$logs"/*.log; do
    grep -aE '^[[:space:]]*[0-9]+ - .*\((Failed|Timeout|SEGFAULT|.*Exception.*|Not Run)\)|^\[  FAILED  \] [^ ]+\.|^(FAILED|ERROR|SUMMARY:) |error:' "$log" |
      sed "s|^[[:space:]]*|$(basename "$log" .log): |" | head -n 40
    grep -aE -A 8 ': Failure$|^E  ' "$log" | head -n 120
  done | cut -c 1-300
}

format() {
  local sources
  mapfile -t sources < <(git ls-files '*.cpp' '*.hpp')
  check clang-format run_clang_format "${sources[@]}"
}

run_clang_format() {
  printf '%s\0' "$@" | xargs -0 -n 20 -P "$processors" clang-format --dry-run -Werror
}

# Configured and not built, for the flags of every source: a batch of sources has no row for any.
tidy() {
  if step "$logs/tidy.log" cmake --preset release -B build/test-tidy \
    -DCMAKE_UNITY_BUILD=OFF -DDISPATCHBENCH_FUZZ=ON; then
    check clang-tidy run_clang_tidy
  else
    count "clang-tidy (configure)" 0 1
  fi
}

run_clang_tidy() {
  git ls-files -z '*.cpp' |
    xargs -0 -n 1 -P "$processors" clang-tidy --quiet -p build/test-tidy --warnings-as-errors='*'
}

fuzz() {
  local target passes=0 bad=0
  if ! built asan; then
    count "fuzz (build)" 0 1
    return
  fi
  step "$logs/fuzz.log" run_fuzzers $fuzzers
  for target in $fuzzers; do
    if fuzzed_well "$logs/$target.log"; then passes=$((passes + 1)); else bad=$((bad + 1)); fi
  done
  count fuzz "$passes" "$bad"
}

# fuzzed_well LOG
fuzzed_well() { grep -q '^stat::' "$1" && ! grep -q '^SUMMARY' "$1"; }

run_fuzzers() {
  local target
  for target in "$@"; do run_fuzzer "$target" "${target#fuzz_}" >"$logs/$target.log" 2>&1 & done
  wait
  for target in "$@"; do
    echo "$target"
    grep -aE '^(stat::|SUMMARY|==[0-9]+==ERROR)' "$logs/$target.log"
  done
}

# run_fuzzer TARGET NAME
run_fuzzer() {
  mkdir -p "$logs/corpus/$2"
  "build/test-asan/bin/$1" -max_total_time="$fuzz_seconds" -timeout=120 -rss_limit_mb=2048 \
    -max_len=2048 -print_final_stats=1 -verbosity=0 -print_funcs=0 -dict=tests/fuzz/words.dict \
    -artifact_prefix="$logs/$1-" "$logs/corpus/$2" "tests/fuzz/corpus/$2"
}

suites=()
for word in "$@"; do
  if [ "${#suites[@]}" -gt 0 ] && [ "${suites[-1]}" = fuzz ] && [[ "$word" =~ ^[1-9][0-9]*$ ]]; then
    fuzz_seconds=$word
  else
    suites+=("$word")
  fi
done
[ ${#suites[@]} -gt 0 ] || suites=(unit python asan tsan)
for suite in "${suites[@]}"; do
  if [[ " $known " != *" $suite "* ]]; then
    echo "tests/run.sh: $suite: expected one of $known" >&2
    exit 2
  fi
done

# builds_of SUITE…  what they need built, each once, in their order
builds_of() {
  local suite
  for suite in "$@"; do
    case $suite in
      unit | python) echo unit ;;
      asan | fuzz) echo asan ;;
      tsan) echo tsan ;;
    esac
  done | awk '!seen[$0]++'
}

mkdir -p "$logs"
rm -f "$logs"/*.log
if ! step "$logs/setup.log" ./setup.sh --tests; then
  count setup 0 1
else
  start_builds $(builds_of "${suites[@]}")
  for suite in "${suites[@]}"; do "$suite"; done
fi
if [ -n "$broken" ]; then
  what_failed
  echo "failed:$broken (see $logs)"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
