#include "experiments/runner/report/columns.hpp"

#include <algorithm>

namespace dispatchbench::runner {
namespace {

/// Terminals and fmt disagree on nothing here: every character is one column wide.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

/// 0 for a column that is left out.
std::size_t width_of_column(const std::vector<Line>& lines, std::size_t column) {
  const bool empty = std::all_of(lines.begin() + 1, lines.end(),
                                 [&](const Line& line) { return line[column].empty(); });
  std::size_t width = 0;
  for (const Line& line : lines) {
    if (!empty) width = std::max(width, width_of(line[column]));
  }
  return width;
}

std::string padded(const Line& line, const std::vector<std::size_t>& widths) {
  std::string row;
  for (std::size_t column = 0; column < line.size(); ++column) {
    if (widths[column] == 0) continue;
    const std::string gap(widths[column] - width_of(line[column]), ' ');
    const bool left = column == 0 || column + 1 == line.size();
    row += (row.empty() ? "" : "  ") + (left ? line[column] + gap : gap + line[column]);
  }
  return row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
}

}  // namespace

std::string laid_out(const std::vector<Line>& lines) {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < lines.front().size(); ++column) {
    widths.push_back(width_of_column(lines, column));
  }
  std::string text;
  for (const Line& line : lines) text += padded(line, widths);
  return text;
}

}  // namespace dispatchbench::runner
