// What the bare loops that speed.py compares with have in common: their command line and a
// listening socket.
//
//   epoll_loop --listen 127.0.0.1:PORT    0 picks a free port
//
// They print "listening on http://127.0.0.1:PORT"; SIGTERM ends them.
#pragma once

#include <string_view>

constexpr std::string_view bare_answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/// Listens as asked, says so and calls `loop` with the blocking listening socket. Returns what
/// main() does: 1 if it cannot listen or the loop ends, 2 after a bad command line.
int serve_bare(const char* name, int argc, char** argv, void (*loop)(int listener));
