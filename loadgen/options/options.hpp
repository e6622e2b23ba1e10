// What the user asked for, checked in full before anything starts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/clock.hpp"
#include "loadgen/options/url.hpp"
#include "machine/options.hpp"
#include "workload/mix.hpp"
#include "workload/trace.hpp"

namespace dispatchbench::loadgen {

enum class Split { fixed, shared };  ///< "static" on the command line, a keyword here
using workload::Method;

/// Effective values: defaults that depend on others are filled in.
struct Options {
  Url url;
  std::string url_text;
  std::uint64_t requests = 10'000;      ///< without a duration only
  std::optional<Nanoseconds> duration;  ///< of the measured part, instead of requests
  unsigned threads = 32;
  unsigned connections = 32;  ///< >= threads
  workload::Distribution body_size{Quantity::size};
  Split split = Split::fixed;
  std::uint64_t requests_per_connection = 0;  ///< 0: keep-alive without end
  double rate = 0;                            ///< requests a second in all; 0: closed loop
  Nanoseconds warmup{0};
  Method method = Method::put;
  workload::ArrivalShape arrivals;  ///< of an open loop
  workload::SpreadShape spread;     ///< likewise
  workload::Distribution demand{Quantity::time};
  workload::Distribution think{Quantity::time};
  bool auto_connections = false;  ///< `connections` is the most, and none is open at first
  std::string mix_file;
  workload::Mix mix;     ///< of mix_file; then the fields that it says are not used
  std::string mix_text;  ///< all of mix_file
  std::string trace_file;
  std::shared_ptr<const workload::Trace> trace;  ///< of trace_file; likewise
  double speed = 1;                              ///< at which the trace is replayed
  std::string key_prefix;
  bool expect_continue = false;
  Nanoseconds timeout{0};
  Nanoseconds rank_timeout{std::chrono::seconds(30)};  ///< of one of several processes
  std::uint64_t seed = 1;
  std::string pin_text;  ///< as given; empty: not pinned
  std::vector<int> pin;
  MachineOptions machine;        ///< whose cores the load takes; without a profile none
  std::filesystem::path output;  ///< empty: no file
};

/// The groups of connections, at least one: those of the mix, or the one that the options say.
workload::Mix groups_of(const Options& options);

/// Every request falls due by itself.
bool is_open_loop(const Options& options);

/// Requests a second that open loops are to send, in all; 0 if there is none, or of a trace.
double asked_rate(const Options& options);

/// Throws UsageError with the one line to show. Nothing when only --help, --version or
/// --list-options was asked for, which is then written to `out`. `ranks`: so many processes load
/// together, and the options are those of all of them.
std::optional<Options> parse_options(int argc, const char* const* argv, std::ostream& out,
                                     unsigned ranks = 1);

/// Every option by its long name with its effective value; null where it is off. Texts parse back.
nlohmann::json to_json(const Options& options);

}  // namespace dispatchbench::loadgen
