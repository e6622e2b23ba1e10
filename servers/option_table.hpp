// The options of dispatch_server, known in this one place.
#pragma once

#include "base/option.hpp"

namespace dispatchbench {

/// In the order in which --help shows them.
const OptionTable& server_options();

}  // namespace dispatchbench
