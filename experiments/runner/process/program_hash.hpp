// Which program this is, whether or not its sources were committed.
#pragma once

#include <string>

namespace dispatchbench::runner {

/// FNV-1a (Fowler, Noll, Vo) of this program's file, in hexadecimal; it guards against mistakes and
/// not against anybody.
std::string program_hash();

}  // namespace dispatchbench::runner
