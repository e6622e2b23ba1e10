// What a run is reported as: load.json, one line for people, and its failures in words.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "loadgen/load_result.hpp"
#include "loadgen/options/options.hpp"

namespace dispatchbench::loadgen {

/// load.json, schema version 1. Times of day are CLOCK_MONOTONIC in ns. Percentiles of nothing are
/// null. `requests`, rates and latencies are those of requests answered in whole with 2xx; what
/// became of the others is in `errors`, `bytes_sent_unanswered`, `abandoned` and `unsent`. In an
/// open loop latencies have the `censored` requests too, each at its age. Of several processes all
/// is told of all of them, on rank 0's clock, and `hosts` and `clock` of each.
nlohmann::json load_json(const Options& options, const LoadResult& result);

/// "10000 requests in 12.3 s: …", without a line end. Says where a rate was not reached, and which
/// latencies could be longer.
std::string summary_line(const Options& options, const LoadResult& result);

/// What went wrong, by kind and with counts, in one line; empty when nothing did.
std::string failure_line(const Options& options, const LoadResult& result);

/// Of a load of several processes: a line for each that may have been the limit of its own part.
std::vector<std::string> bottleneck_lines(const LoadResult& result);

/// 0 when all went well, 128 and its number after a signal (130 after Ctrl-C), else 1.
int exit_status(const Options& options, const LoadResult& result) noexcept;

}  // namespace dispatchbench::loadgen
