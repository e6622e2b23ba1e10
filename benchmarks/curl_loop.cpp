// The least that a libcurl client can do with small PUTs: a multi handle, its sockets in epoll, one
// easy handle a connection. No schedule, no records. A yardstick of speed.py for loadgen.
//
//   curl_loop URL REQUESTS CONNECTIONS [fresh]    fresh: a connection for every request
//   curl_loop URL 1 CONNECTIONS idle              a request each, one after the other; all stay
//   open
//
// Prints one line of JSON: the requests, the processor time that they took in seconds, and the
// memory that is resident at the end. Ends with 1 if one was not answered 2xx.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <unistd.h>

#include <curl/curl.h>

namespace {

constexpr long body_bytes = 10;

struct Loop {
  CURLM* multi = ::curl_multi_init();
  int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  bool at_once = false;  // libcurl wants to be called without waiting
  long left = 0;         // requests to be begun
  long under_way = 0;
  bool failed = false;
};

int on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known) {
  const auto& loop = *static_cast<Loop*>(self);
  if (what == CURL_POLL_REMOVE) {
    ::epoll_ctl(loop.epoll, EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event{};
  if ((what & CURL_POLL_IN) != 0) event.events |= std::uint32_t{EPOLLIN};
  if ((what & CURL_POLL_OUT) != 0) event.events |= std::uint32_t{EPOLLOUT};
  event.data.fd = socket;
  ::curl_multi_assign(loop.multi, socket, self);  // known from now on
  return ::epoll_ctl(loop.epoll, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
}

int on_timer(CURLM*, long milliseconds, void* self) {
  static_cast<Loop*>(self)->at_once = milliseconds == 0;
  return 0;
}

std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

void begin(Loop& loop, CURL* easy) {
  if (loop.left == 0) return;
  --loop.left;
  ++loop.under_way;
  ::curl_multi_add_handle(loop.multi, easy);
}

CURL* add_connection(Loop& loop, const char* url, curl_slist* headers, bool fresh) {
  CURL* easy = ::curl_easy_init();
  ::curl_easy_setopt(easy, CURLOPT_URL, url);
  ::curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  ::curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "0123456789");
  ::curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, body_bytes);
  ::curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PUT");
  ::curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &drop);
  ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  ::curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, fresh ? 1L : 0L);
  begin(loop, easy);
  return easy;
}

void collect(Loop& loop) {
  int queued = 0;
  while (const CURLMsg* message = ::curl_multi_info_read(loop.multi, &queued)) {
    CURL* easy = message->easy_handle;
    long status = 0;
    ::curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (message->data.result != CURLE_OK || status / 100 != 2) loop.failed = true;
    ::curl_multi_remove_handle(loop.multi, easy);
    --loop.under_way;
    begin(loop, easy);
  }
}

void run(Loop& loop) {
  constexpr int longest_wait_ms = 1000;
  std::array<epoll_event, 256> events;
  int running = 0;
  while (loop.under_way > 0 && !loop.failed) {
    if (loop.at_once) {
      loop.at_once = false;
      ::curl_multi_socket_action(loop.multi, CURL_SOCKET_TIMEOUT, 0, &running);
    } else {
      const int count =
          ::epoll_wait(loop.epoll, events.data(), static_cast<int>(events.size()), longest_wait_ms);
      for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        const int what = ((event.events & (EPOLLIN | EPOLLHUP)) != 0 ? CURL_CSELECT_IN : 0) |
                         ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0);
        ::curl_multi_socket_action(loop.multi, event.data.fd, what, &running);
      }
    }
    collect(loop);
  }
}

/// In turn, so that no more buffers are in use at once than of one request.
void leave_idle(Loop& loop, const char* url, curl_slist* headers, long connections) {
  ::curl_multi_setopt(loop.multi, CURLMOPT_MAXCONNECTS, connections + 1);
  for (long i = 0; i < connections; ++i) {
    loop.left = 0;
    CURL* easy = add_connection(loop, url, headers, false);
    ::curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);  // not one of those that are idle
    loop.left = 1;
    begin(loop, easy);
    run(loop);
  }
}

long resident_bytes() {
  long pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*s %ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * ::sysconf(_SC_PAGESIZE);
}

double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("usage: curl_loop URL REQUESTS CONNECTIONS [fresh|idle]\n", stderr);
    return 2;
  }
  ::curl_global_init(CURL_GLOBAL_NOTHING);
  Loop loop;
  loop.left = std::atol(argv[2]);
  const long requests = loop.left;
  ::curl_multi_setopt(loop.multi, CURLMOPT_SOCKETFUNCTION, &on_socket);
  ::curl_multi_setopt(loop.multi, CURLMOPT_SOCKETDATA, &loop);
  ::curl_multi_setopt(loop.multi, CURLMOPT_TIMERFUNCTION, &on_timer);
  ::curl_multi_setopt(loop.multi, CURLMOPT_TIMERDATA, &loop);
  curl_slist* headers =
      ::curl_slist_append(::curl_slist_append(nullptr, "Expect:"), "Content-Type:");
  const double before = cpu_seconds();
  const std::string url = std::string(argv[1]) + "/curl-loop";
  const long connections = std::atol(argv[3]);
  const std::string_view manner = argc > 4 ? argv[4] : "";
  if (manner == "idle") {
    leave_idle(loop, url.c_str(), headers, connections);
  } else {
    for (long i = 0; i < connections; ++i)
      add_connection(loop, url.c_str(), headers, manner == "fresh");
    run(loop);
  }
  std::printf("{\"requests\": %ld, \"cpu_seconds\": %.6f, \"resident_bytes\": %ld}\n",
              manner == "idle" ? connections : requests, cpu_seconds() - before, resident_bytes());
  return loop.failed ? 1 : 0;
}
