// The placeholders in a peer's command and configuration: {threads}, {port}, {work} (a folder for
// the run), {peer} (the peer's own folder
// beside the registry), {store} (the folder for objects), {config} (the filled configuration).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace dispatchbench::runner {

/// Braces around small letters alone; others are the text's own.
std::set<std::string> placeholders_in(std::string_view text);

/// The text with every placeholder that has a value replaced.
std::string filled(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace dispatchbench::runner
