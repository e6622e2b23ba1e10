// What a peer must show before it is measured: the right answers, on a connection that lives on,
// and every byte taken.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace dispatchbench::runner {

/// PUTs 1 MB and then 100 bytes on one connection to `address` (http://ADDR:PORT). A sentence that
/// says what was wrong: a status that is not 2xx, a connection that is closed, bytes that the
/// server's kernel or its process has not taken, or that are not in `store`, unless that is empty.
/// A peer that hangs, not reading or not answering, is given up after `patience`.
std::optional<std::string> fault_of_peer(const std::string& address,
                                         const std::filesystem::path& store,
                                         std::chrono::seconds patience = std::chrono::seconds(20));

}  // namespace dispatchbench::runner
