// A command line in one text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dispatchbench::runner {

/// The words of `text` as a shell splits them, without anything that it would replace: 'as it is',
/// "with \" and \\", \any character. Nothing if a quote is not closed, or nothing comes after \.
std::optional<std::vector<std::string>> shell_words(std::string_view text);

}  // namespace dispatchbench::runner
