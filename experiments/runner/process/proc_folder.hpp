// Folders of /proc whose entries are numbers: processes, threads, descriptors.
#pragma once

#include <string>
#include <vector>

namespace dispatchbench::runner {

/// The numbers among the entries of a folder, in the folder's order; as many as can be read of one
/// that disappears meanwhile.
std::vector<int> numbers_in(const std::string& folder);

}  // namespace dispatchbench::runner
