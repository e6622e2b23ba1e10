#include "loadgen/hosts/agreement.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "base/environment.hpp"

namespace dispatchbench::loadgen {
namespace {

/// What rank 0 has found out, if anything, is known to all afterwards.
std::optional<std::string> told_to_all(Communicator& communicator, const std::string& found) {
  std::array<std::int64_t, 1> problem{found.empty() ? 0 : 1};
  communicator.broadcast(problem);
  if (problem[0] == 0) return std::nullopt;
  return found;
}

bool all_alike(const std::vector<std::string>& texts) {
  return std::all_of(texts.begin(), texts.end(),
                     [&texts](const std::string& text) { return text == texts.front(); });
}

}  // namespace

std::vector<std::string> host_names(Communicator& communicator) {
  return communicator.gather(host_name());
}

std::optional<std::string> problem_of_any(Communicator& communicator, std::string_view own) {
  const std::vector<std::string> problems = communicator.gather(own);
  const std::vector<std::string> hosts = host_names(communicator);
  std::string found;
  if (!problems.empty() && all_alike(problems)) {
    found = problems.front();
  } else {
    for (std::size_t rank = problems.size(); rank-- > 0;) {
      if (!problems[rank].empty())
        found = fmt::format("rank {} on {}: {}", rank, hosts[rank], problems[rank]);
    }
  }
  return told_to_all(communicator, found);
}

std::optional<std::string> problem_unless_same(Communicator& communicator, std::string_view own) {
  const std::vector<std::string> texts = communicator.gather(own);
  const std::vector<std::string> hosts = host_names(communicator);
  std::string found;
  for (std::size_t rank = texts.size(); rank-- > 1;) {
    if (texts[rank] != texts.front())
      found =
          fmt::format("rank {} on {}: expected the version, options, mix and trace of rank 0 on {}",
                      rank, hosts[rank], hosts.front());
  }
  return told_to_all(communicator, found);
}

std::optional<std::string> problem_of_pinning(Communicator& communicator, bool pinned) {
  const std::vector<std::string> hosts = host_names(communicator);
  std::string found;
  for (std::size_t rank = 1; pinned && found.empty() && rank < hosts.size(); ++rank) {
    const auto here = hosts.begin() + static_cast<std::ptrdiff_t>(rank);
    const auto same = std::find(hosts.begin(), here, hosts[rank]);
    if (same == here) continue;
    found = fmt::format("--pin: expected one process a host, and ranks {} and {} are both on {}",
                        same - hosts.begin(), rank, hosts[rank]);
  }
  return told_to_all(communicator, found);
}

}  // namespace dispatchbench::loadgen
