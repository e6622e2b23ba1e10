#include "loadgen/failure_kind.hpp"

#include <system_error>

#include <fmt/format.h>

namespace dispatchbench::loadgen {
namespace {

std::string kind_of_answer(const Ending& ending) {
  if (ending.status < 200 || ending.status > 299) return fmt::format("status {}", ending.status);
  if (ending.whole_body_sent) return {};
  // A success without the body can have stored nothing.
  return fmt::format("status {} before the whole body was sent, so nothing was stored",
                     ending.status);
}

std::string kind_of_silence(const Ending& ending) {
  return ending.reset ? "connection lost" : "closed without an answer";
}

}  // namespace

std::string failure_kind(const Ending& ending) {
  switch (ending.code) {
    case CURLE_OK:
      return kind_of_answer(ending);
    case CURLE_COULDNT_CONNECT:
      if (ending.sent_off) return kind_of_silence(ending);  // it was not to connect again
      return "connect: " + std::generic_category().message(ending.os_error);
    case CURLE_OPERATION_TIMEDOUT:
      return "timeout";
    case CURLE_PARTIAL_FILE:
      return "short answer";
    case CURLE_UNSUPPORTED_PROTOCOL:  // what libcurl calls HTTP/0.9, or whatever is none at all
    case CURLE_WEIRD_SERVER_REPLY:
      return "no answer in HTTP/1";
    case CURLE_GOT_NOTHING:
      return kind_of_silence(ending);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_FAIL_REWIND:
      return "connection lost";
    default:
      return ::curl_easy_strerror(ending.code);
  }
}

}  // namespace dispatchbench::loadgen
