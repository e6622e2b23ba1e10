#include "experiments/runner/spec/own_peer.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "experiments/runner/spec/peer.hpp"
#include "experiments/runner/spec/several_hosts.hpp"
#include "experiments/runner/spec/shell_words.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::string_view command_expected =
    "NAME=COMMAND, as mine='./my_server --port {port} --threads {threads}'";
constexpr std::string_view url_expected = "NAME=http://HOST:PORT, as mine=http://127.0.0.1:8080";
const std::set<std::string> placeholders{"port", "threads", "store", "work"};

struct Named {
  std::string name;
  std::string value;
};

Named split(std::string_view option, const std::string& text, std::string_view expected) {
  const auto sign = text.find('=');
  if (sign == text.npos || sign == 0 || sign + 1 == text.size()) {
    refuse_option(option, text, expected);
  }
  return {text.substr(0, sign), text.substr(sign + 1)};
}

/// Relative to this folder, where it is looked for before anything starts.
std::string program_in(const std::string& word) {
  if (word.find('/') == word.npos) return word;
  return std::filesystem::absolute(word).lexically_normal().string();
}

}  // namespace

Json row_for_command(const std::string& text) {
  const auto [name, command] = split("peer", text, command_expected);
  auto split_words = shell_words(command);
  if (!split_words) refuse_option("peer", text, "a command in which every quote is closed");
  std::vector<std::string>& words = *split_words;
  const auto used = placeholders_in(command);
  if (words.empty() || words.front().empty()) refuse_option("peer", text, command_expected);
  for (const std::string& placeholder : used) {
    if (placeholders.contains(placeholder)) continue;
    refuse_option(
        "peer", text,
        fmt::format("no {{{}}}, only {{{}}}", placeholder, fmt::join(placeholders, "}, {")));
  }
  if (!used.contains("port")) {
    refuse_option("peer", text, "{port} in it, for bench chooses where it listens");
  }
  words.front() = program_in(words.front());
  Json options = Json::array({used.contains("store") ? "store" : "null"});
  if (used.contains("threads")) options.push_back("threads");
  return {{"peer",
           {{"name", name},
            {"summary", "given on the command line"},
            {"command", words},
            {"options", options},
            {"install", fmt::format("build {}", words.front())},
            {"start_in", std::filesystem::current_path().string()},
            {"ready", "port"},
            {"stop", "SIGTERM"},
            {"workers", "threads"}}}};
}

Json row_for_url(const std::string& text) {
  const auto [name, url] = split("peer-url", text, url_expected);
  if (!is_peer_url(url)) refuse_option("peer-url", text, url_expected);
  return {{"peer", {{"name", name}, {"summary", "given on the command line"}, {"url", url}}}};
}

Json with_rows(Json spec, const std::vector<Json>& rows) {
  if (rows.empty() || !spec.is_object()) return spec;
  Json& own = spec["rows"];
  if (own.is_string()) own = Json::array({own});
  for (const Json& row : rows) own.push_back(row);
  return spec;
}

std::vector<Json> rows_added(const Json& spec, const Json& file) {
  const Json none = Json::array();
  const Json& before = file.is_object() && file.contains("rows") ? file.at("rows") : none;
  const Json& rows = spec.contains("rows") && spec.at("rows").is_array() ? spec.at("rows") : none;
  std::vector<Json> added;
  for (const Json& row : rows) {
    if (!row.is_object() || !row.contains("peer")) continue;
    const bool own = row.at("peer").is_object() || row == network_ceiling_row();
    if (own && std::find(before.begin(), before.end(), row) == before.end()) added.push_back(row);
  }
  return added;
}

}  // namespace dispatchbench::runner
