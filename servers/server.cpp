#include "servers/server.hpp"

#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/command_line.hpp"
#include "base/json_text.hpp"
#include "base/output.hpp"
#include "servers/report.hpp"
#include "strategies/accept/listening_sockets.hpp"

namespace dispatchbench {
namespace {

HttpService make_service(const Options& options) try {
  return HttpService(options.http, options.store);
} catch (const std::system_error& error) {
  if (!options.store) throw;
  throw UsageError(fmt::format("--store {}: expected a folder that can be written: {}",
                               options.store->string(), error.what()));
}

std::vector<std::unique_ptr<Worker>> make_workers(const Options& options,
                                                  EmulatedMachine* machine) {
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned index = 0; index < options.workers(); ++index) {
    Worker::Options own{options.buffer_size, machine, std::nullopt};
    if (!options.pin.empty()) own.pinned_cpu = options.pin[index % options.pin.size()];
    workers.push_back(std::make_unique<Worker>(index, own));
  }
  return workers;
}

std::unique_ptr<EmulatedMachine> machine_for(const Options& options) {
  const auto setting = options.machine();
  return setting ? make_machine(*setting) : nullptr;
}

SharedPort::Terms sharing(const Options& options) {
  return {.address = options.listen,
          .listeners = options.listening_sockets(),
          .program = options.parts ? options.parts->accept->program : nullptr,
          .takes_over = options.take_over};
}

/// Where somebody is to look whether connections wait, else null.
std::unique_ptr<WatchedConnections> watched(ConnectionFactory& connections,
                                            const Options& options) {
  if (!options.report || options.look_interval.count() == 0) return nullptr;
  return std::make_unique<WatchedConnections>(connections, options.workers());
}

ConnectionFactory& factory_of(HttpConnectionFactory& plain, WatchedConnections* its_watched) {
  if (its_watched == nullptr) return plain;
  return *its_watched;
}

bool is_about_the_address(const std::error_code& code) {
  return code == std::errc::address_in_use || code == std::errc::address_not_available ||
         code == std::errc::permission_denied || code == std::errc::address_family_not_supported;
}

}  // namespace

Server::Server(const Options& options)
    : options_(options),
      service_(make_service(options)),
      connections_(service_),
      watched_(watched(connections_, options)),
      machine_(machine_for(options)),
      workers_(make_workers(options, machine_.get())),
      other_threads_(machine_.get()),
      strategy_(options.strategy->make({.listen = options.listen,
                                        .backlog = options.backlog,
                                        .share_port = options.share_port,
                                        .backend = options.backend,
                                        .workers = workers_,
                                        .connections = factory_of(connections_, watched_.get()),
                                        .listeners = options.listeners,
                                        .placement_delay_ns = options.placement_delay.count(),
                                        .time_scale = options.machine_options.dilation,
                                        .seed = options.seed,
                                        .other_threads = other_threads_},
                                       options.parts)) {}

void Server::start() {
  started_ns_ = monotonic_ns();
  if (options_.share_port) shared_port_.emplace(sharing(options_));
  try {
    strategy_->start();
    start_beside();
  } catch (const std::system_error& error) {
    if (is_about_the_address(error.code())) {
      throw UsageError(fmt::format("--listen {}: expected an address and a port that are free: {}",
                                   options_.listen.to_string(), error.what()));
    }
    if (error.code() != std::errc::resource_unavailable_try_again) throw;
    throw std::runtime_error(fmt::format("--threads {}: the system has no more threads to give: {}",
                                         options_.threads, error.what()));
  }
}

/// What goes with a strategy that runs.
void Server::start_beside() {
  try {
    if (options_.report) {
      sampler_.emplace(workers_, options_.sample_interval, other_threads_, queue_watch(),
                       options_.look_interval);
    }
    if (shared_port_) shared_port_->join(address());
  } catch (const std::exception&) {
    strategy_->stop(0);
    throw;
  }
}

/// Nothing where nobody is to look, or /proc cannot be read.
std::optional<QueueWatch> Server::queue_watch() {
  if (!watched_) return std::nullopt;
  try {
    return QueueWatch(workers_, *watched_, own_listeners_at(address()));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

void Server::stop() {
  if (sampler_) sampler_->stop_looking();
  const std::int64_t deadline_ns = monotonic_ns() + options_.drain_timeout.count();
  if (shared_port_) shared_port_->leave(deadline_ns);
  strategy_->stop(deadline_ns);
  stopped_ns_ = monotonic_ns();
  if (sampler_) timeline_ = sampler_->stop();
}

void Server::write_report() const {
  if (!options_.report) return;
  const RunRecord record{options_,    workers_,    other_threads_, address(),
                         started_ns_, stopped_ns_, timeline_};
  write_output(*options_.report, json_text(make_report(record)) + "\n");
}

}  // namespace dispatchbench
