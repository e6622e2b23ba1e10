// Heads of requests and their targets: found whatever the pieces, and never a key that is no file
// name.
#include <cstdint>
#include <string>

#include "check.hpp"
#include "servers/http/request_head.hpp"
#include "servers/rest_api.hpp"

using namespace dispatchbench;

namespace {

struct Scanned {
  HeadScan result = HeadScan::incomplete;
  HeadProgress progress;
};

/// Looks at `bytes` as they come, `step` at a time.
Scanned scan(std::string_view bytes, std::size_t step) {
  Scanned scanned;
  for (std::size_t size = 0; size < bytes.size() && scanned.result == HeadScan::incomplete;) {
    size = std::min(bytes.size(), size + step);
    // A copy, for the sanitizer to see where it ends.
    const std::string piece(bytes.substr(0, size));
    scanned.result = scan_head(piece, scanned.progress);
  }
  return scanned;
}

void check_key(const ObjectKey& key) {
  const std::string_view name = key.view();
  promise(!name.empty() && name.size() <= ObjectKey::longest, "a key is as long as a file name");
  promise(name.find('/') == name.npos && name.find('\0') == name.npos, "a key is one segment");
  promise(name != "." && name != "..", "a key never leaves the folder");
  promise(!name.starts_with(reserved_prefix), "a key is no temporary file");
  promise(name == key.c_str(), "a key ends where its text ends");
}

void check_head(const RequestHead& head) {
  promise(!head.chunked || !head.content_length, "a body has one length");
  promise(!head.chunked || head.http_1_1, "chunks are HTTP/1.1");
  const Decision decision = decide(head, Rest::article, 1'000'000);
  const bool decided =
      decision.action == Decision::Action::answer || decision.action == Decision::Action::refuse;
  if (!decided) check_key(decision.key);
  if (decision.action == Decision::Action::receive_object) {
    promise(head.content_length.value_or(0) > 0, "an object has a length");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Scanned whole = scan(bytes, bytes.size());
  const Scanned trickled = scan(bytes, 1);
  promise(whole.result == trickled.result, "a head is the same whatever its pieces");
  if (whole.result != HeadScan::complete) return 0;
  promise(whole.progress.searched == trickled.progress.searched, "a head ends at the same byte");
  const std::string head_bytes(
      bytes.substr(whole.progress.begin, whole.progress.searched - whole.progress.begin));
  RequestHead head;
  if (parse_head(head_bytes, head) == Status::ok) check_head(head);
  ObjectKey key;
  if (ObjectKey::parse(bytes, key) == ObjectKey::Parse::key) check_key(key);
  return 0;
}
