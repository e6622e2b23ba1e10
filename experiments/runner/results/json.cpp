#include "experiments/runner/results/json.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/json_text.hpp"

namespace dispatchbench::runner {
namespace {

/// Refuses an object that has the same key twice, where the parser would keep the last.
class KeyWatch {
 public:
  bool operator()(int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) keys_.emplace_back();
    if (event == Json::parse_event_t::object_end) keys_.pop_back();
    if (event != Json::parse_event_t::key) return true;
    if (keys_.back().insert(parsed.get<std::string>()).second) return true;
    throw UsageError(fmt::format("the key \"{}\" occurs twice", parsed.get<std::string>()));
  }

 private:
  std::vector<std::set<std::string>> keys_;
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UsageError("cannot read it");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

Json read_json(const std::filesystem::path& path) {
  try {
    return Json::parse(text_of(path), KeyWatch());
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", path.string(), error.what()));
  } catch (const Json::exception& error) {  // a number too large for a double is no parse_error
    throw UsageError(fmt::format("{}: not JSON: {}", path.string(), error.what()));
  }
}

std::optional<Json> try_read_json(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  Json content = Json::parse(file, nullptr, false);
  if (content.is_discarded()) return std::nullopt;
  return content;
}

std::optional<double> number_at(const Json& object, const std::string& key) {
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

Json or_null(std::optional<double> number) {
  return number ? Json(*number) : Json(nullptr);
}

std::string plain_text(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : json_text(value);
}

bool same_content(const Json& a, const Json& b) {
  return nlohmann::json(a) == nlohmann::json(b);
}

}  // namespace dispatchbench::runner
