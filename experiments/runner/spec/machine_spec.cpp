#include "experiments/runner/spec/machine_spec.hpp"

#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "base/affinity.hpp"
#include "base/command_line.hpp"
#include "base/units.hpp"
#include "experiments/runner/spec/spec_reader.hpp"

namespace dispatchbench::runner {
namespace {

constexpr unsigned most_cores = 4096;
constexpr double most_dilation = 1e6;
constexpr Nanoseconds least_slice = std::chrono::microseconds(10);
const std::vector<std::string_view> machine_keys{"cores", "real",     "client",
                                                 "slice", "dilation", "costs"};
const std::vector<std::string_view> varied_keys{machine_keys.begin(), machine_keys.end() - 1};

bool read_client(const SpecReader& reader) {
  const std::string client = reader.text_or("client", "elsewhere");
  if (client != "same" && client != "elsewhere") reader.refuse("client", "same or elsewhere");
  return client == "same";
}

std::string read_slice(const SpecReader& reader) {
  std::string slice = reader.text_or("slice", "");
  const auto time = parse_duration(slice);
  if (!slice.empty() && (!time || *time < least_slice)) reader.refuse("slice", "10us or more");
  return slice;
}

std::optional<double> read_dilation(const SpecReader& reader) {
  if (!reader.has("dilation")) return std::nullopt;
  return reader.number("dilation", 1, most_dilation);
}

CostProfile read_costs(const SpecReader& reader) {
  if (!reader.has("costs")) reader.refuse("costs", "a cost profile (bench calibrate)");
  try {
    return parse_cost_profile(nlohmann::json(reader.at("costs")));
  } catch (const std::runtime_error& error) {
    reader.refuse("costs", fmt::format("a cost profile (bench calibrate): {}", error.what()));
  }
}

unsigned read_cores(const SpecReader& reader, bool real) {
  if (!reader.has("cores")) reader.refuse("cores", "how many there are");
  const auto cores = static_cast<unsigned>(reader.count_or("cores", 1, 1, most_cores));
  const unsigned there = usable_cpus();
  if (real && cores > there) {
    reader.refuse(
        "cores", fmt::format("no more than the {} that there are, as machine.real is true", there));
  }
  return cores;
}

}  // namespace

void take_in_costs(Json& machine, const std::filesystem::path& experiment) {
  if (!machine.is_object() || !machine.contains("costs") || !machine.at("costs").is_string()) {
    return;
  }
  Json& costs = machine.at("costs");
  const auto file = experiment.parent_path() / costs.get<std::string>();
  try {
    costs = to_json(read_cost_profile(file));
  } catch (const std::runtime_error& error) {
    throw UsageError("machine.costs {}: expected a cost profile (bench calibrate): {}",
                     costs.dump(), error.what());
  }
}

void check_machine_option(const std::string& name, const Json& value) {
  const Json object{{name, value}};
  const SpecReader reader(object, "machine", varied_keys);
  reader.count_or("cores", 1, 1, most_cores);
  reader.flag("real");
  read_client(reader);
  read_slice(reader);
  read_dilation(reader);
}

MachineSpec read_machine(const Json& object) {
  const SpecReader reader(object, "machine", machine_keys);
  MachineSpec machine;
  machine.real = reader.flag("real");
  machine.cores = read_cores(reader, machine.real);
  machine.client_shares = read_client(reader);
  machine.slice = read_slice(reader);
  machine.asked = read_dilation(reader);
  if (!machine.real || reader.has("costs")) machine.profile = read_costs(reader);
  return machine;
}

}  // namespace dispatchbench::runner
