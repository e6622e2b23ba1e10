// A load within this process, against a server that does what the test wants.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "loadgen/load.hpp"
#include "tests/loadgen/test_server.hpp"

namespace dispatchbench::loadgen {

inline Options load(const std::string& url, std::uint64_t requests, unsigned connections,
                    unsigned threads) {
  Options options;
  options.url_text = url;
  options.url = *parse_url(url);
  options.requests = requests;
  options.connections = connections;
  options.threads = threads;
  options.body_size = *workload::Distribution::parse("1kB", Quantity::size);
  options.timeout = std::chrono::minutes(2);
  options.key_prefix = "key-";
  return options;
}

inline Options load(const TestServer& server, std::uint64_t requests, unsigned connections,
                    unsigned threads) {
  return load(server.url(), requests, connections, threads);
}

inline LoadResult run(const Options& options) {
  const Stop stop;
  return run_load(options, stop);
}

inline TestServer::Manner scripted(TestServer::Script script) {
  TestServer::Manner manner;
  manner.script = std::move(script);
  return manner;
}

inline TestServer::Manner always(Reaction reaction) {
  return scripted([reaction](std::uint64_t) { return reaction; });
}

}  // namespace dispatchbench::loadgen
