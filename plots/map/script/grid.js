// The map: strategies × workloads as a heat map, one cell a button.

/** The heat map as a figure; choose(cell) and sortBy(workload) are what a click or Enter does. */
function gridFigure(model, state, {choose, sortBy}) {
  const view = gridView(model, state);
  return {
    key: "map", name: `map-${state.cores}-cores-${state.metric}`, level: 2,
    title: `${view.metric.label}, ${formatCores(state.cores)}`,
    caption: gridCaption(model, view), notes: model.caveatsOf("map", "tier", view.metric.column),
    draw: (svg, width) => drawGrid(svg, view, gridLayout(view.strategies, view.workloads, width), {choose, sortBy}),
    table: () => gridTable(model, view),
  };
}

/** What is shown: the strategies best first, over all workloads shown or by the one that is sorted by. */
function gridView(model, state) {
  const metric = metricOf(state.metric), workloads = model.workloadsOf(state);
  const sorted = workloads.some(({name}) => name === state.sort) ? state.sort : null;
  const badness = ({name}) => d3.mean(sorted ? [sorted] : workloads.map((workload) => workload.name), (workload) => {
    const cell = model.cell(name, workload, state.cores), value = cell && metric.value(cell, model);
    if (cell === null || value === null || value === undefined) return undefined;
    return metric.scale === "log" ? Math.log(metric.badness(value)) : metric.badness(value);
  }) ?? Infinity;
  const strategies = model.strategiesOf(state).slice().sort((one, other) => d3.ascending(badness(one), badness(other)));
  return {model, state, metric, workloads, strategies, sorted, colour: colourScale(metric, model)};
}

function gridCaption(model, {metric, sorted}) {
  const loads = ["p99", "p99-time", "idle", "tier"].includes(metric.name)
    ? ` At load ${formatShort(model.map.reference_load)} of what the cores can do.` : "";
  const order = sorted ? `by ${model.workloads.get(sorted).title || sorted}` : "by all workloads shown";
  return `Colour: ${metric.unit}; the farther from the page's own, the worse.${loads} Strategies stand best first, ` +
    `${order}; a column's name sorts by it.`;
}

function drawGrid(svg, view, layout, {choose, sortBy}) {
  svg.attr("viewBox", `0 0 ${layout.width} ${layout.height}`).attr("width", layout.width).attr("height", layout.height)
    .attr("role", "grid").attr("class", "grid-map").attr("aria-rowcount", view.strategies.length + 1)
    .attr("aria-colcount", view.workloads.length + 1);
  drawColumns(svg, view, layout);
  drawRows(svg, view, layout);
  holdNames(svg);
  const act = (element) => {
    const datum = d3.select(element).datum();
    if (datum.cell) choose(datum.cell);
    else if (datum.sorts) sortBy(datum.sorts);
  };
  svg.selectAll(".cell, .column").on("click", function click() { act(this); });
  if (!svg.select('[tabindex="0"]').size()) svg.select(".cell").attr("tabindex", "0");
  walkable(svg.node(), () => svg.selectAll(".line").nodes().map(marksOf), act);
}

/** A line's marks from the left, its name first; the line of the columns' names has none, so its first stands twice. */
function marksOf(line) {
  const marks = [...line.querySelectorAll(".cell, .column")];
  return [line.querySelector(".name") || marks[0], ...marks];
}

function drawColumns(svg, {workloads, sorted, model}, layout) {
  const head = svg.selectAll(".heads").data([0]).join("g").attr("class", "heads line").attr("role", "row")
    .attr("aria-rowindex", 1).lower();
  const data = workloads.map((workload, place) => ({workload, sorts: workload.name, title: layout.titles[place], place}));
  const columns = head.selectAll(".column").data(data, ({sorts}) => sorts).join((added) => {
    const column = added.append("g").attr("class", "column").attr("role", "columnheader").attr("tabindex", "-1");
    column.append("rect");
    column.append("text");
    return column;
  }).order();
  columns.attr("aria-colindex", ({place}) => place + 2).classed("sorted", ({sorts}) => sorts === sorted)
    .attr("aria-sort", ({sorts}) => (sorts === sorted ? "ascending" : "none"))
    .attr("transform", ({sorts}) => `translate(${layout.x(sorts)},0)`);
  columns.select("rect").attr("width", layout.x.bandwidth()).attr("height", layout.header - 4);
  columns.select("text").each(function title(datum) { writeTitle(d3.select(this), datum, layout); });
  telling(columns, ({workload}) => ({title: workload.title || workload.name, facts: workloadFacts(workload, model)}));
}

function writeTitle(text, {title}, {upright, header, x}) {
  const apart = upright ? 13 : 14, all = apart * (title.length - 1);
  text.attr("transform", upright ? `translate(${x.bandwidth() / 2 + 4 - all / 2},${header - 12}) rotate(-90)`
    : `translate(6,${header - 14 - all})`)
    .selectAll("tspan").data(title).join("tspan").attr("x", 0).attr("dy", (_, line) => (line ? apart : 0))
    .text((line) => line);
}

function workloadFacts(workload) {
  return [["", workload.description], ["Mean service time", formatSeconds(workload.mean_service_seconds)],
          ["Demand", workload.demand], ["Arrivals", workload.arrivals],
          ["Connections a core", formatShort(workload.connections_per_core)],
          ["Requests a connection", formatShort(workload.requests_per_connection) === NOTHING ? "kept"
            : formatShort(workload.requests_per_connection)],
          ["Loads are heard of after", workload.placement_delay]].filter(([, text]) => text && text !== NOTHING);
}

function drawRows(svg, view, layout) {
  const {model, state, strategies, workloads} = view;
  const rows = svg.selectAll(".strategy").data(strategies, ({name}) => name).join("g")
    .attr("class", "strategy line").attr("role", "row").order()
    .attr("aria-rowindex", (_, place) => place + 2)
    .attr("transform", ({name}) => `translate(0,${layout.y(name)})`);
  const cells = rows.selectAll(".cell").data((strategy) => workloads.map((workload, place) => ({
    strategy, workload, place, cell: model.cell(strategy.name, workload.name, state.cores),
  })), ({workload}) => workload.name).join(addCell).order();
  dressCells(cells, view, layout);
  drawNames(rows, layout);
}

function addCell(added) {
  const cell = added.append("g").attr("class", "cell").attr("role", "gridcell").attr("tabindex", "-1");
  cell.append("rect");
  cell.append("text").attr("class", "figure");
  cell.append("text").attr("class", "cause");
  cell.append("path").attr("class", "mark");
  return cell;
}

function dressCells(cells, {model, state, metric, colour}, layout) {
  const width = layout.x.bandwidth(), height = layout.y.bandwidth(), roomy = !layout.upright;
  const symbol = d3.symbol().type(d3.symbolCircle).size(roomy ? 40 : 14);
  const value = ({cell}) => (cell ? metric.value(cell, model) ?? null : null);
  const below = ({cell}) => (roomy && cell ? secondLine(cell, metric) : "");
  const fill = (datum) => (value(datum) === null ? "none" : colour(value(datum)));
  const ink = (datum) => (value(datum) === null ? "var(--muted)" : inkOn(fill(datum)));
  cells.attr("transform", ({workload}) => `translate(${layout.x(workload.name)},0)`)
    .attr("aria-colindex", ({place}) => place + 2)
    .attr("aria-selected", ({cell}) => String(isChosen(cell, state)))
    .classed("chosen", ({cell}) => isChosen(cell, state))
    .classed("leading", ({cell}) => Boolean(cell) && cell.tier === 1);
  cells.select("rect").attr("width", width).attr("height", height).attr("rx", 3).attr("fill", fill);
  cells.select(".figure").attr("x", width / 2).attr("y", (datum) => height / 2 + (below(datum) ? -2 : 4))
    .style("fill", ink).text((datum) => cellText(datum, metric, model, layout) + (below(datum) ? " " : ""));
  cells.select(".cause").attr("x", width / 2).attr("y", height / 2 + 12).style("fill", ink)
    .text(below);
  cells.select(".mark").attr("transform", `translate(${width - (roomy ? 7 : 4)},${roomy ? 7 : 4})`).attr("stroke", ink)
    .attr("fill", (datum) => (datum.cell && datum.cell.source === "measured" ? ink(datum) : "none"))
    .attr("d", ({cell}) => (isMeasured(cell) ? symbol() : null));
  telling(cells, ({strategy, workload, cell}) => ({
    title: `${strategy.name}, ${workload.title || workload.name}`,
    facts: cell ? factsOf(cell, model) : [["", "no model, and not measured"]],
  }));
  cells.attr("aria-label", function label() {  // what is seen comes first, as whoever speaks to the page expects
    return `${this.textContent}. ${this.getAttribute("aria-label")}`;
  });
}

function cellText(datum, metric, model, layout) {
  const {cell} = datum, value = cell ? metric.value(cell, model) ?? null : null;
  if (value === null) return NOTHING;
  if (metric.name === "tier" && layout.upright) return `${value}`;
  const text = metric.show(value, cell, model).replace(/ [×%]$/, "");
  return layout.upright ? narrow(text, value, metric) : text;
}

/** Two figures are enough where a third has no room. */
function narrow(text, value, {name}) {
  return name === "p99" || name === "throughput" ? formatNumber(value, 2) : text.replace(/ /, "");
}

function secondLine(cell, metric) {
  const tier = cell.tier ? `tier ${cell.tier}` : "";
  if (metric.name === "tier") return cell.cause ? tier : "";
  return cell.cause || tier;
}

function isMeasured(cell) {
  return Boolean(cell) && (cell.source === "measured" || Boolean(cell.measured));
}

function isChosen(cell, {strategy, of}) {
  return Boolean(cell) && cell.strategy === strategy && cell.workload === of;
}

function drawNames(rows, layout) {
  const names = rows.selectAll(".name").data((strategy) => [strategy]).join((added) => {
    const name = added.append("g").attr("class", "name").attr("role", "rowheader").attr("aria-colindex", 1).attr("tabindex", "-1")
      .attr("data-held", "");
    name.append("rect");
    name.append("text");
    return name;
  }).raise();
  names.select("rect").attr("y", -2).attr("width", layout.labels - 4).attr("height", layout.row + 1);
  names.select("text").attr("x", 2).attr("y", layout.y.bandwidth() / 2 + 4)
    .text(({name}) => shortened(name, Math.floor((layout.labels - 10) / 6.9)));
  telling(names, (strategy) => ({
    title: strategy.name,
    facts: [["", strategy.title], ...CHOICES.map(([choice, what]) => [what, strategy.choices[choice]])]
      .filter(([, text]) => text),
  }));
}

/** Keeps the strategies' names in sight where the map is wider than its room. */
function holdNames(svg) {
  const scroll = svg.node().parentNode;
  const hold = () => svg.selectAll(".name").attr("transform", `translate(${scroll.scrollLeft},0)`);
  scroll.onscroll = hold;
  hold();
}

function gridTable(model, {strategies, workloads, state}) {
  const rows = strategies.flatMap(({name}) => workloads.map((workload) => model.cell(name, workload.name, state.cores)))
    .filter(Boolean);
  const part = (key, inner) => (cell) => (cell[key] ? cell[key][inner] : null);
  return {rows, columns: [
    {name: "strategy", of: (cell) => cell.strategy}, {name: "workload", of: (cell) => cell.workload},
    {name: "cores", of: (cell) => cell.cores}, {name: "source", of: (cell) => cell.source},
    {name: "tier", of: (cell) => cell.tier}, {name: "cause", of: (cell) => cell.cause},
    {name: "p99 seconds", of: part("latency_p99", "seconds"), show: formatSeconds},
    {name: "p99 low", of: part("latency_p99", "low"), show: formatSeconds},
    {name: "p99 high", of: part("latency_p99", "high"), show: formatSeconds},
    {name: "p99 relative", of: part("latency_p99", "relative"), show: formatRatio},
    {name: "requests/s", of: part("throughput", "requests_per_second"), show: formatNumber},
    {name: "throughput relative", of: part("throughput", "relative"), show: formatRatio},
    {name: "load at ten service times", of: part("load_at_ten_service_times", "load"),
     show: (load) => formatNumber(load, 2)},
    {name: "idle while queued", of: part("idle_while_queued", "share"), show: formatPercent},
    {name: "idle low", of: part("idle_while_queued", "low"), show: formatPercent},
    {name: "idle high", of: part("idle_while_queued", "high"), show: formatPercent},
    {name: "measured p99 seconds", of: part("measured", "latency_p99_seconds"), show: formatSeconds},
    {name: "simulated p99 seconds", of: part("measured", "simulated_p99_seconds"), show: formatSeconds},
    {name: "p99 residual", of: part("measured", "residual"), show: formatPercent},
    {name: "measured idle while queued", of: (cell) => part("measured", "idle_while_queued")(cell)?.share, show: formatPercent},
  ]};
}
