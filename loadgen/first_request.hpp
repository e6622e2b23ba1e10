// A question before the load: would the server keep what it is going to be sent?
#pragma once

#include <optional>
#include <string>

#include "loadgen/endpoint.hpp"
#include "loadgen/options/options.hpp"

namespace dispatchbench::loadgen {

/// A store of flat names answers a PUT of a name with slashes 204 (No Content) and stores nothing,
/// and a load of such requests would be one success after the other. So, where the names to be put
/// have more than one segment, this sends one of them first, of one byte, and throws
/// std::runtime_error, one line that says what the server answered and what it means, if nothing
/// can have been stored. Any other answer, and none, is for the load to find. Blocks until the
/// answer; CurlLibrary must be there.
void check_first_request(const Options& options, const Endpoint& endpoint);

}  // namespace dispatchbench::loadgen
