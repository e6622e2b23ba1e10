#include "workload/log_format.hpp"

#include <algorithm>

namespace dispatchbench::workload {
namespace {

struct Name {
  std::string_view text;
  LogField field;
};

constexpr Name nginx_names[] = {
    {"remote_addr", LogField::address},       {"time_local", LogField::local_time},
    {"time_iso8601", LogField::iso_time},     {"msec", LogField::epoch_seconds},
    {"request", LogField::request},           {"request_method", LogField::method},
    {"request_time", LogField::seconds},      {"request_length", LogField::request_bytes},
    {"content_length", LogField::body_bytes}, {"http_content_length", LogField::body_bytes},
    {"connection", LogField::connection},
};

/// Without what may stand between the % and its letter, but for names in braces.
constexpr Name apache_names[] = {
    {"h", LogField::address},       {"a", LogField::address},
    {"r", LogField::request},       {"m", LogField::method},
    {"D", LogField::microseconds},  {"T", LogField::seconds},
    {"I", LogField::request_bytes}, {"{Content-Length}i", LogField::body_bytes},
};

template <std::size_t N>
LogField field_of(const Name (&names)[N], std::string_view text) {
  const auto found = std::find_if(std::begin(names), std::end(names),
                                  [text](const Name& name) { return name.text == text; });
  return found == std::end(names) ? LogField::other : found->field;
}

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_of_a_name(char c) noexcept {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

/// $name at the start of `text`: its length, 0 if there is none.
std::size_t nginx_variable(std::string_view text) {
  if (!text.starts_with('$')) return 0;
  std::size_t end = 1;
  while (end < text.size() && is_of_a_name(text[end])) ++end;
  return end > 1 ? end : 0;
}

/// %h, %>s or %{Name}i at the start of `text`: its length, 0 if there is none.
std::size_t apache_directive(std::string_view text) {
  if (!text.starts_with('%')) return 0;
  std::size_t end = text.find_first_not_of("<>!,0123456789", 1);
  if (end < text.size() && text[end] == '{') {
    end = text.find('}', end);
    if (end != std::string_view::npos) ++end;
  }
  return end < text.size() && is_letter(text[end]) ? end + 1 : 0;
}

LogField field_of_directive(std::string_view directive) {
  const std::size_t begin = directive.find_first_not_of("%<>!,0123456789");
  return field_of(apache_names, directive.substr(begin));
}

}  // namespace

std::optional<LogFormat> LogFormat::parse(std::string_view text) {
  LogFormat format;
  while (!text.empty()) {
    std::string& literal = format.parts_.empty() ? format.ahead_ : format.parts_.back().behind;
    const std::size_t variable = nginx_variable(text);
    const std::size_t directive = apache_directive(text);
    if (variable == 0 && directive == 0) {
      literal += text.front();
      text.remove_prefix(1);
      continue;
    }
    if (!format.parts_.empty() && literal.empty()) return std::nullopt;
    const std::string_view name = text.substr(0, variable + directive);
    if (name.ends_with("t") && directive > 0 && name.find('{') == name.npos) {
      literal += '[';  // Apache's %t brings its brackets
      format.parts_.push_back({LogField::local_time, "]"});
    } else {
      format.parts_.push_back(
          {variable > 0 ? field_of(nginx_names, name.substr(1)) : field_of_directive(name), {}});
    }
    text.remove_prefix(name.size());
  }
  if (format.parts_.empty()) return std::nullopt;
  return format;
}

bool LogFormat::has(LogField field) const noexcept {
  return std::any_of(parts_.begin(), parts_.end(),
                     [field](const Part& part) { return part.field == field; });
}

std::optional<LogLine> LogFormat::read(std::string_view line) const {
  if (!line.starts_with(ahead_)) return std::nullopt;
  line.remove_prefix(ahead_.size());
  LogLine fields;
  for (const Part& part : parts_) {
    const std::size_t end = part.behind.empty() ? line.size() : line.find(part.behind);
    if (end == std::string_view::npos) return std::nullopt;
    fields[static_cast<std::size_t>(part.field)] = line.substr(0, end);
    line.remove_prefix(end + part.behind.size());
  }
  return fields;
}

}  // namespace dispatchbench::workload
