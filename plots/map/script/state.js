// What is looked at, and its form in the address's fragment: a link to it can be shared.

const THEMES = ["light", "dark"];

/** The state that a fragment names; what it does not name, or names wrongly, is as at first. */
function stateOf(fragment, model) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const one = (key, known, otherwise) => (known.includes(given.get(key)) ? given.get(key) : otherwise);
  const some = (key, known) => [...new Set(given.getAll(key))].filter((value) => known.includes(value));
  const cores = model.map.cores.map(String), workloads = [...model.workloads.keys()];
  const state = {
    cores: Number(one("cores", cores, cores[Math.floor((cores.length - 1) / 2)])),
    metric: one("metric", METRICS.map((metric) => metric.name), METRICS[0].name),
    sort: one("sort", workloads, null),
    strategy: one("strategy", [...model.strategies.keys()], null),
    of: one("of", workloads, null),
    explained: one("explained", model.map.choices.map((entry) => entry.metric), null),
    theme: one("theme", THEMES, null),
    workload: some("workload", workloads),
  };
  for (const [choice] of CHOICES) state[choice] = some(choice, model.parts(choice));
  return state;
}

/** Only what differs from the first state, so that links stay short. */
function fragmentOf(state, model) {
  const first = stateOf("", model), given = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) {
    if (Array.isArray(value)) value.forEach((entry) => given.append(key, entry));
    else if (value !== null && value !== first[key]) given.append(key, value);
  }
  return given.toString();
}
