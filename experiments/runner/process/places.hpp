// Where everything lies that is not a program: in the source tree, or below the prefix that this
// program is installed in.
#pragma once

#include <filesystem>

namespace dispatchbench::runner {

/// <prefix>/share/dispatchbench if this program lies in <prefix>/bin beside that; empty if it is
/// not installed.
std::filesystem::path installed_data();

/// What has experiments/, servers/peers/ and results/reference/ in it: installed_data(), or the
/// source tree.
std::filesystem::path data_root();

/// Where results go that nobody named a place for: results/ of the source tree, or of an installed
/// program results/ of the current folder.
std::filesystem::path standard_results();

}  // namespace dispatchbench::runner
