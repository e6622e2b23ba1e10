#include "experiments/runner/results/stopping.hpp"

#include <algorithm>

#include "experiments/runner/results/fields.hpp"

namespace dispatchbench::runner {
namespace {

template <class Fields>
void list_all(Fields& field, Bound<Fields, Stopping>& stopping) {
  field("until", stopping.until);
  field("looks", stopping.looks);
}

}  // namespace

unsigned Stopping::corrections() const noexcept {
  return static_cast<unsigned>(std::max<std::size_t>(1, looks.size()));
}

bool Stopping::may_stop_after(unsigned round) const noexcept {
  return std::find(looks.begin(), looks.end(), round) != looks.end();
}

void to_json(Json& json, const Stopping& stopping) {
  json = nullptr;
  if (!stopping.until) return;
  json = Json::object();
  FieldWriter writer(json);
  list_all(writer, stopping);
}

void from_json(const Json& json, Stopping& stopping) {
  stopping = {};
  if (json.is_null()) return;
  FieldReader reader(json);
  list_all(reader, stopping);
}

}  // namespace dispatchbench::runner
