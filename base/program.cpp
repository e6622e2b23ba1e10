#include "base/program.hpp"

#include <exception>

#include "base/command_line.hpp"
#include "base/standard_streams.hpp"

namespace dispatchbench {

int run_program(std::string_view program, const std::function<int()>& body) noexcept {
  prepare_standard_streams();
  try {
    return body();
  } catch (const UsageError& error) {
    print_error(program, error.what());
    return 2;
  } catch (const std::exception& error) {
    print_error(program, error.what());
    return 1;
  }
}

}  // namespace dispatchbench
