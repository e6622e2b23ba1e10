#include "experiments/runner/claims/page.hpp"

#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dispatchbench::runner {
namespace {

constexpr std::string_view introduction =
    "# Published claims, and what the results say of them\n\n"
    "Written by `bench verdict --markdown docs/claims.md`; the same with every\n"
    "interval is in [verdicts.txt](../results/reference/verdicts.txt). Each claim is a file in\n"
    "`experiments/claims/`; what the verdicts mean is in "
    "[the method](method.md#verdicts-on-published-claims).\n\n";

std::string linked(const Source& source) {
  return source.url.empty() ? source.name : fmt::format("[{}]({})", source.name, source.url);
}

std::string verdicts_of(const Source& source) {
  std::vector<std::string> counts;
  for (const Ruling ruling : rulings) {
    const auto count = count_of(source.claims, ruling);
    if (count > 0) counts.push_back(fmt::format("{} {}", count, words_of(ruling)));
  }
  return fmt::format("{}", fmt::join(counts, ", "));
}

std::string source_table(const std::vector<Source>& sources) {
  std::string text = "| source | claims | verdicts |\n| --- | --- | --- |\n";
  for (const Source& source : sources) {
    text += fmt::format("| {}{} | {} | {} |\n", linked(source),
                        source.own_theory ? " (theory of our own)" : "", source.claims.size(),
                        verdicts_of(source));
  }
  return text + "\n";
}

/// A line of a list, if there is anything to say.
std::string item(std::string_view what, const std::string& text) {
  return text.empty() ? "" : fmt::format("- {}: {}\n", what, text);
}

std::string section(const Judged& judged) {
  const auto& [claim, verdict] = judged;
  std::string text = fmt::format("**{}** {}\n\n", words_of(verdict.ruling), claim.sentence);
  text += item("set-up", claim.setup) + item("here", claim.mapping);
  text += item("reported", claim.reported) + item("found", verdict.because);
  text += item("evidence", verdict.evidence) + item("cannot show", claim.cannot_show);
  return text + item("note", verdict.note) + "\n";
}

}  // namespace

std::string page_of(const std::vector<Judged>& ledger) {
  const auto sources = by_source(ledger);
  std::string text = std::string(introduction) + count_line(ledger) + "\n" + source_table(sources);
  for (const Source& source : sources) {
    text += fmt::format("## {}\n\n", source.name);
    if (!source.url.empty()) text += fmt::format("<{}>\n\n", source.url);
    for (const Judged& judged : source.claims) text += section(judged);
  }
  text.pop_back();
  return text;
}

}  // namespace dispatchbench::runner
