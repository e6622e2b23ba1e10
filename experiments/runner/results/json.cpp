#include "experiments/runner/results/json.hpp"

#include <set>
#include <vector>

#include "base/json_text.hpp"
#include "base/whole.hpp"

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
    throw UsageError("the key \"{}\" occurs twice", parsed.get<std::string>());
  }

 private:
  std::vector<std::set<std::string>> keys_;
};

}  // namespace

Json read_json(const std::filesystem::path& path) {
  const auto text = read_whole(path);
  if (!text) throw UsageError("{}: cannot read it", path.string());
  try {
    return Json::parse(*text, KeyWatch());
  } catch (const UsageError& error) {
    throw UsageError("{}: {}", path.string(), error.what());
  } catch (const Json::exception& error) {  // a number too large for a double is no parse_error
    throw UsageError("{}: not JSON: {}", path.string(), error.what());
  }
}

std::optional<double> number_at(const Json& object, const std::string& key) {
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

std::string plain_text(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : json_text(value);
}

bool same_content(const Json& a, const Json& b) {
  return nlohmann::json(a) == nlohmann::json(b);
}

std::optional<std::string> wrong_version(const Json& content) {
  const Json version = content.is_object() ? content.value("schema_version", Json()) : Json();
  if (version == schema_version) return std::nullopt;
  if (!version.is_number_integer()) return "has no schema_version";
  return fmt::format("has schema_version {}, expected {}", version.dump(), schema_version);
}

Json read_result_file(const std::filesystem::path& path) {
  Json content = read_json(path);
  if (const auto wrong = wrong_version(content)) {
    throw UsageError("{}: {}; measure it again, or read it with the bench that wrote it",
                     path.string(), *wrong);
  }
  return content;
}

}  // namespace dispatchbench::runner
