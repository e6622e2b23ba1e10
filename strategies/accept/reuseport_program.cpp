#include "strategies/accept/reuseport_program.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <linux/filter.h>
#include <sys/socket.h>
#include <system_error>

namespace dispatchbench {
namespace {

/// Classic BPF: what the kernel has at `offset` from SKF_AD_OFF, modulo the number of listeners,
/// counted from `first`.
GiveProgram choose_by(int offset, std::size_t listeners, std::size_t first) {
  return [offset, listeners, first](int socket) {
    std::array<sock_filter, 4> steps{
        {{BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<std::uint32_t>(SKF_AD_OFF + offset)},
         {BPF_ALU | BPF_MOD | BPF_K, 0, 0, static_cast<std::uint32_t>(listeners)},
         {BPF_ALU | BPF_ADD | BPF_K, 0, 0, static_cast<std::uint32_t>(first)},
         {BPF_RET | BPF_A, 0, 0, 0}}};
    const sock_fprog program{static_cast<unsigned short>(steps.size()), steps.data()};
    if (::setsockopt(socket, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program) != 0) {
      throw std::system_error(errno, std::generic_category(), "SO_ATTACH_REUSEPORT_CBPF");
    }
  };
}

}  // namespace

GiveProgram choose_by_cpu(std::size_t listeners, std::size_t first) {
  return choose_by(SKF_AD_CPU, listeners, first);
}

GiveProgram choose_at_random(std::size_t listeners, std::size_t first) {
  return choose_by(SKF_AD_RANDOM, listeners, first);
}

}  // namespace dispatchbench
