// What a cell may be coloured by. To add one: a row in METRICS.
//   value(cell, model)  the figure, or null      show(value, cell, model)  as text, without its interval
//   badness(value)      grows as it gets worse   scale                     "log" or "linear", for the colours
//   column              its key in a cell, by which caveats know it
//   open                the worst values share the last colour, so that the others are told apart

const METRICS = [
  {
    name: "p99", label: "p99, relative", unit: "times the lowest p99 latency of the workload", scale: "log",
    open: true, column: "latency_p99",
    value: (cell) => cell.latency_p99 && cell.latency_p99.relative, show: formatRatio, badness: (value) => value,
  },
  {
    name: "p99-time", label: "p99, time", unit: "p99 latency in seconds", scale: "log", open: true,
    column: "latency_p99",
    value: (cell) => cell.latency_p99 && cell.latency_p99.seconds, show: formatSeconds, badness: (value) => value,
  },
  {
    name: "throughput", label: "Throughput, relative", unit: "of the highest throughput of the workload",
    scale: "linear", column: "throughput", value: (cell) => cell.throughput && cell.throughput.relative, show: formatRatio,
    badness: (value) => 1 - value,
  },
  {
    name: "load", label: "Load at ten service times", unit: "offered load at which p99 passes ten service times",
    scale: "linear", column: "load_at_ten_service_times", value: loadAtTen, show: showLoadAtTen, badness: (value) => 1 - value,
  },
  {
    name: "idle", label: "Idle while queued", unit: "of the time a worker was idle while a request waited elsewhere",
    scale: "linear", open: true, column: "idle_while_queued", value: (cell) => cell.idle_while_queued && cell.idle_while_queued.share,
    show: formatPercent, badness: (value) => value,
  },
  {
    name: "tier", label: "Tier and cause", unit: "tier, by p99 and mean latency over the best", scale: "linear",
    column: "tier",
    value: (cell) => cell.tier ?? null, show: (tier, cell) => (tier === null ? NOTHING : cell.cause || `tier ${tier}`),
    badness: (value) => value,
  },
];

function metricOf(name) {
  return METRICS.find((metric) => metric.name === name);
}

/** No load is a p99 that is below at every load, told as 1 here, or above at the lowest already, told as 0. */
function loadAtTen(cell) {
  const found = cell.load_at_ten_service_times;
  if (!found) return null;
  if (found.load !== null) return found.load;
  return found.at_least ? 1 : 0;
}

function showLoadAtTen(value, cell, model) {
  if (value === null) return NOTHING;
  if (cell.load_at_ten_service_times.load !== null) return formatNumber(value, 2);
  const loads = model.map.loads;
  return value === 1 ? `> ${formatShort(d3.max(loads))}` : `< ${formatShort(d3.min(loads))}`;
}

/** What is known of a cell, as [what, text]; the tip, the panel and the labels for screen readers say the same. */
function factsOf(cell, model) {
  const {latency_p99: p99, throughput, idle_while_queued: idle, measured} = cell;
  const facts = [
    ["p99 latency", p99 && `${withInterval(p99.seconds, p99.low, p99.high, formatSeconds)}, ` +
      `${formatRatio(p99.relative)} the lowest`],
    ["Throughput", throughput && `${formatRate(throughput.requests_per_second)}, ` +
      `${formatRatio(throughput.relative)} the highest`],
    ["Load at ten service times", cell.load_at_ten_service_times && showLoadAtTen(loadAtTen(cell), cell, model)],
    ["Idle while queued", idle && withInterval(idle.share, idle.low, idle.high, formatPercent)],
    ["Tier", cell.tier ? [tierOf(cell), cell.cause].filter(Boolean).join(", ") : null],
    ["Source", cell.source],
    ["Measured as well", measured && `p99 ${withInterval(measured.latency_p99_seconds, measured.low, measured.high,
      formatSeconds)} at load ${formatShort(measured.load)}, ${counted(measured.rounds, "round")}`],
    ...besideSimulation(measured),
  ];
  return facts.filter(([, text]) => text);
}

/** What a check found, beside the simulation of the same requests; the cell has its own idle share above. */
function besideSimulation(measured) {
  if (!measured) return [];
  const {simulated_p99_seconds: simulated, residual, idle_while_queued: idle, requests_per_second: rate} = measured;
  const known = (value) => value !== null && value !== undefined;
  return [
    ["… simulated", known(simulated) && known(residual) &&
      `p99 ${formatSeconds(simulated)} with the same requests: ${residual < 0 ? "−" : "+"}${formatPercent(Math.abs(residual))}`],
    ["… idle while queued", idle && withInterval(idle.share, idle.low, idle.high, formatPercent)],
    ["… requests/s", known(rate) && formatRate(rate)],
  ];
}

function tierOf(cell) {
  return cell.uncertain ? `${cell.tier} or better` : `${cell.tier}`;
}

/** What the cause is told from. */
function evidenceOf({evidence}) {
  if (!evidence) return [];
  return [["Busiest worker ÷ mean", formatNumber(evidence.busiest_over_mean)],
          ["Acceptor busy", formatPercent(evidence.acceptor_busy)],
          ["Core time a request", formatSeconds(evidence.core_seconds_per_request)]]
    .filter(([, text]) => text !== NOTHING);
}

function titleOf(cell, model) {
  return `${cell.strategy}, ${model.workloads.get(cell.workload).title || cell.workload}`;
}
