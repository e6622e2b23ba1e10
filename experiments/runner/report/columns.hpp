// Text laid out in columns, for people.
#pragma once

#include <string>
#include <vector>

namespace dispatchbench::runner {

using Line = std::vector<std::string>;

/// One line of text for each of `lines`, which all have as many cells as the first, the heading.
/// The first and the last column stand left, the others right; a column that is empty below its
/// heading is left out. Every line ends with a newline and without trailing blanks.
std::string laid_out(const std::vector<Line>& lines);

}  // namespace dispatchbench::runner
