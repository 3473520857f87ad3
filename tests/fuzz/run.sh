#!/usr/bin/env bash
# Fuzzes the CSV reader of the evidence library with libFuzzer under ASan and UBSan.
#   tests/fuzz/run.sh [seconds, default 60]
# Debian: clang-19 libclang-rt-19-dev. Inputs that fail stay in build/fuzz as crash-*.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p build/fuzz/corpus
printf 'client,session,therapist,outcome,hw_done,date\n"A, ""b""",1,T,5.25,1,2024-02-29\r\nB,2,,,0,\n' > build/fuzz/corpus/quotes
printf 'client,session,outcome,mood,ward\nA,1,-1e-3,.5,W\nA,3,7.,,\n' > build/fuzz/corpus/numbers
head -n 12 tests/fixtures/evidence/S6_small.csv > build/fuzz/corpus/sessions
clang++-19 -std=c++23 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Isrc \
  tests/fuzz/sessions_fuzz.cpp src/evidence/{csv,sessions,problem}.cpp -o build/fuzz/sessions_fuzz
cd build/fuzz
exec ./sessions_fuzz -max_total_time="${1:-60}" -max_len=2048 -timeout=10 -print_final_stats=1 corpus
