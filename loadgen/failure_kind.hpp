// What became of a request, in the words under which failures are counted.
#pragma once

#include <cstdint>
#include <string>

#include <curl/curl.h>

namespace dispatchbench::loadgen {

/// What libcurl says of a request that has ended.
struct Ending {
  CURLcode code = CURLE_OK;
  long status = 0;        ///< of the answer; 0: none
  int os_error = 0;       ///< of a connect that failed
  bool sent_off = false;  ///< it was given to a connection
  bool reset = false;     ///< … which went without having taken it
  bool whole_body_sent = true;
};

/// Empty if it was answered in whole with 2xx.
std::string failure_kind(const Ending& ending);

}  // namespace dispatchbench::loadgen
