#include "servers/http/request_head.hpp"

#include <algorithm>
#include <cstring>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include "base/service_demand.hpp"
#include "base/units.hpp"
#include "servers/http/authority.hpp"

namespace dispatchbench {
namespace {

namespace http = boost::beast::http;
using boost::beast::iequals;
using boost::beast::string_view;
using boost::system::error_code;

constexpr string_view demand_field(service_demand_field.data(), service_demand_field.size());

std::string_view to_std(string_view text) {
  return {text.data(), text.size()};
}

/// Digits and nothing else: Beast would take a list of equal numbers.
std::optional<std::uint64_t> parse_length(std::string_view text) {
  return parse_number<std::uint64_t>(to_std(text));
}

/// Takes from Beast's parser what is needed, without copies, and closes the framing holes that
/// Beast 1.81 leaves open.
class HeadParser final : public http::basic_parser<true> {
 public:
  explicit HeadParser(RequestHead& head) : head_(head) {
    header_limit(head_limit + 1);
    body_limit(boost::none);
  }

  Status parse(std::string_view bytes) {
    error_code error;
    put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (error == http::error::bad_version && well_formed_version(bytes)) {
      return Status::version_not_supported;
    }
    if (error || malformed_ || !is_header_done()) return Status::bad_request;
    if (head_.conditions.any && !head_.conditions.well_formed()) return Status::bad_request;
    return framing_is_sound() ? Status::ok : Status::bad_request;
  }

 private:
  static bool well_formed_version(std::string_view bytes) {
    const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
    if (line.size() < 9 || std::count(line.begin(), line.end(), ' ') != 2) return false;
    const std::string_view version = line.substr(line.size() - 9);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return version.starts_with(" HTTP/") && digit(version[6]) && version[7] == '.' &&
           digit(version[8]);
  }

  bool framing_is_sound() {
    if (hosts_ > 1 || (head_.http_1_1 && hosts_ == 0)) return false;
    if (head_.chunked && (head_.content_length || !head_.http_1_1)) return false;
    head_.keep_alive = keep_alive();
    return true;
  }

  void on_request_impl(http::verb method, string_view, string_view target, int version,
                       error_code&) override {
    using Method = RequestHead::Method;
    head_.method = method == http::verb::get       ? Method::get
                   : method == http::verb::put     ? Method::put
                   : method == http::verb::delete_ ? Method::remove
                   : method == http::verb::head    ? Method::head
                   : method == http::verb::unknown ? Method::unknown
                                                   : Method::disallowed;
    head_.target = to_std(target);
    head_.http_1_1 = version == 11;
  }

  void on_field_impl(http::field name, string_view text, string_view value, error_code&) override {
    switch (name) {
      case http::field::host:
        return note_host(value);
      case http::field::content_length:
        return note_length(to_std(value));
      case http::field::transfer_encoding:
        return note_encoding(value);
      case http::field::expect:
        return note_expectation(value);
      case http::field::content_range:
        head_.partial = true;
        return;
      case http::field::content_encoding:
        head_.encoded |= !iequals(value, "identity");
        return;
      case http::field::if_match:
        return note_condition(head_.conditions.if_match, value);
      case http::field::if_none_match:
        return note_condition(head_.conditions.if_none_match, value);
      case http::field::if_modified_since:
        return note_condition(head_.conditions.if_modified_since, value);
      case http::field::if_unmodified_since:
        return note_condition(head_.conditions.if_unmodified_since, value);
      case http::field::unknown:
        if (iequals(text, demand_field)) note_demand(to_std(value));
        return;
      default:
        return;
    }
  }

  void note_host(string_view value) {
    ++hosts_;
    malformed_ |= !valid_authority(to_std(value));
  }

  void note_length(std::string_view value) {
    malformed_ |= head_.content_length.has_value();
    head_.content_length = parse_length(value);
    malformed_ |= !head_.content_length.has_value();
  }

  void note_encoding(string_view value) {
    malformed_ |= head_.chunked || !iequals(value, "chunked");
    head_.chunked = true;
  }

  // One that is there twice or empty could be read in two ways, and what it guards is data.
  void note_condition(std::string_view& condition, string_view value) {
    malformed_ |= !condition.empty() || value.empty();
    condition = to_std(value);
    head_.conditions.any = true;
  }

  // An expectation means nothing in HTTP/1.0.
  void note_expectation(string_view value) {
    using Expectation = RequestHead::Expectation;
    if (!head_.http_1_1) return;
    const bool known = iequals(value, "100-continue") && head_.expectation != Expectation::unknown;
    head_.expectation = known ? Expectation::continue_100 : Expectation::unknown;
  }

  // Twice is malformed, and so is nothing: whoever obeys the field sees it then.
  void note_demand(std::string_view value) {
    head_.demand = head_.demands ? std::string_view() : value;
    head_.demands = true;
  }

  void on_header_impl(error_code&) override {}
  void on_finish_impl(error_code&) override {}

  // Never called: only a head is put in.
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view, error_code&) override { return 0; }

  RequestHead& head_;
  unsigned hosts_ = 0;
  bool malformed_ = false;
};

}  // namespace

HeadScan scan_head(std::string_view bytes, HeadProgress& progress) noexcept {
  while (true) {
    const char* const data = bytes.data();
    const void* const found =
        progress.searched == bytes.size()
            ? nullptr
            : std::memchr(data + progress.searched, '\n', bytes.size() - progress.searched);
    const auto end = found == nullptr
                         ? bytes.size()
                         : static_cast<std::size_t>(static_cast<const char*>(found) - data) + 1;
    progress.searched = static_cast<std::uint32_t>(end);
    if (end > head_limit) return HeadScan::too_large;
    if (found == nullptr) return HeadScan::incomplete;
    const std::size_t line = progress.line;
    progress.line = static_cast<std::uint32_t>(end);
    if (end < line + 2 || data[end - 2] != '\r') return HeadScan::malformed;
    if (end == line + 2) {
      if (progress.lines > 0) return HeadScan::complete;
      progress.begin = progress.line;
      continue;
    }
    if (progress.lines > 0 && (data[line] == ' ' || data[line] == '\t')) return HeadScan::malformed;
    if (++progress.lines > 1 + field_limit) return HeadScan::too_large;
  }
}

Status parse_head(std::string_view bytes, RequestHead& head) noexcept {
  head = RequestHead{};
  return HeadParser(head).parse(bytes);
}

}  // namespace dispatchbench
