#include "loadgen/first_request.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <curl/curl.h>
#include <fmt/format.h>

#include "loadgen/target.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr long no_content = 204;
constexpr long not_found = 404;
constexpr long gone = 410;

struct EasyFree {
  void operator()(CURL* easy) const noexcept { ::curl_easy_cleanup(easy); }
};
struct ListFree {
  void operator()(curl_slist* list) const noexcept { ::curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListFree>;

/// Requests of one object, one after the other.
class Question {
 public:
  Question(const Options& options, const Endpoint& endpoint);

  /// The status of the answer, 0 if there was none.
  long put();
  long get();

  /// Whether the server wanted to have the body of put(), which asks before it sends it.
  bool took_body() const noexcept { return took_body_; }

 private:
  long status_of_answer();

  static std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* self);
  static std::size_t on_write(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
  }

  std::unique_ptr<CURL, EasyFree> easy_;
  List resolved_;
  List put_headers_;
  List get_headers_;
  bool took_body_ = false;
};

Question::Question(const Options& options, const Endpoint& endpoint) : easy_(::curl_easy_init()) {
  if (!easy_) throw std::runtime_error("libcurl: out of memory");
  const std::string name = "first-request";
  const std::string url =
      fmt::format("http://{}:{}{}", name, options.url.port, target_of(options, 0));
  const std::string resolved = fmt::format("{}:{}:{}", name, options.url.port, endpoint.numbers());
  resolved_.reset(::curl_slist_append(nullptr, resolved.c_str()));
  const std::string host = "Host: " + options.url.authority();
  get_headers_.reset(::curl_slist_append(nullptr, host.c_str()));
  put_headers_.reset(::curl_slist_append(nullptr, host.c_str()));
  ::curl_slist_append(put_headers_.get(), "Expect: 100-continue");
  CURL* easy = easy_.get();
  ::curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  ::curl_easy_setopt(easy, CURLOPT_RESOLVE, resolved_.get());
  ::curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                     static_cast<long>(options.timeout.count() / 1'000'000));
  ::curl_easy_setopt(easy, CURLOPT_READFUNCTION, &Question::on_read);
  ::curl_easy_setopt(easy, CURLOPT_READDATA, this);
  ::curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Question::on_write);
}

long Question::put() {
  ::curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, put_headers_.get());
  ::curl_easy_setopt(easy_.get(), CURLOPT_UPLOAD, 1L);
  ::curl_easy_setopt(easy_.get(), CURLOPT_INFILESIZE, 1L);
  return status_of_answer();
}

long Question::get() {
  ::curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, get_headers_.get());
  ::curl_easy_setopt(easy_.get(), CURLOPT_HTTPGET, 1L);
  return status_of_answer();
}

long Question::status_of_answer() {
  if (::curl_easy_perform(easy_.get()) != CURLE_OK) return 0;
  long status = 0;
  ::curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

std::size_t Question::on_read(char* buffer, std::size_t size, std::size_t count, void* self) {
  static_cast<Question*>(self)->took_body_ = true;
  if (size * count > 0) buffer[0] = 'x';
  return size * count > 0 ? 1 : 0;
}

bool is_flat(const std::string& target) {
  return std::count(target.begin(), target.end(), '/') == 1;
}

bool sends_bodies(const Options& options) {
  if (options.trace) return true;
  const workload::Mix groups = groups_of(options);
  return std::any_of(groups.begin(), groups.end(),
                     [](const auto& group) { return group.method == Method::put; });
}

}  // namespace

void check_first_request(const Options& options, const Endpoint& endpoint) {
  const std::string target = target_of(options, 0);
  if (!sends_bodies(options) || is_flat(target)) return;
  Question question(options, endpoint);
  if (question.put() != no_content) return;
  const long kept = question.took_body() ? question.get() : not_found;
  if (kept != not_found && kept != gone) return;
  throw std::runtime_error(
      fmt::format("PUT {} was answered 204 (No Content), but nothing is stored there: this server "
                  "may take only names without slashes, as in http://{}/NAME",
                  target, options.url.authority()));
}

}  // namespace dispatchbench::loadgen
