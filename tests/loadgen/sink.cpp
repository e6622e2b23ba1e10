// loadgen_sink: answers every PUT and takes the bodies off the socket without looking at them, for
// measuring the client. Prints its address and ends with standard input.
#include <iostream>
#include <string>

#include "tests/loadgen/test_server.hpp"

int main() {
  dispatchbench::loadgen::TestServer::Manner manner;
  manner.discard = true;
  const dispatchbench::loadgen::TestServer server(manner);
  std::cout << server.url() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
  }
}
