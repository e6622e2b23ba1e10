// Which choice matters: how much of the variance between strategies each choice explains, by workload.

const REST = [["together", "Together"], ["chance", "Chance"]];

/** What there is to say for this number of cores: a row for every workload shown, a bar for every choice. */
function explained(model, state) {
  const shown = new Set(model.workloadsOf(state).map(({name}) => name)), metrics = explainedMetrics(model);
  const metric = metrics.includes(state.explained) ? state.explained : metrics[0];
  const entries = model.map.choices.filter((entry) => entry.cores === state.cores && entry.metric === metric &&
    shown.has(entry.workload));
  const bars = entries.flatMap((entry) => [
    ...CHOICES.map(([choice, text]) => ({text, ...entry.explains.find((found) => found.choice === choice)})),
    ...REST.map(([key, text]) => ({text, share: entry[key]})),
  ].filter(({share}) => Number.isFinite(share)).map((bar) => ({...bar, workload: entry.workload})));
  return {metric, bars, workloads: entries.map(({workload}) => workload)};
}

function explainedMetrics(model) {
  return [...new Set(model.map.choices.map((entry) => entry.metric))];
}

function choicesFigure(model, state) {
  const found = explained(model, state), name = (workload) => model.workloads.get(workload).title || workload;
  return {
    key: "explains", name: `choices-${state.cores}-cores`,
    title: `Share of the variance that each choice explains, ${formatCores(state.cores)}`,
    caption: `Of ${(found.metric || "").replace(/_/g, " ")}, between designs with the same requests; strokes are ` +
      "95 % intervals. Together: what only combinations of choices explain. Chance: what changes from draw to draw.",
    notes: model.caveatsOf("choices"),
    draw: (svg, width) => (width < 620 ? drawStacked : drawFacets)(svg, width, found, name),
    table: () => ({rows: found.bars, columns: [
      {name: "workload", of: (bar) => bar.workload}, {name: "choice", of: (bar) => bar.text},
      {name: "share", of: (bar) => bar.share, show: formatPercent},
      {name: "low", of: (bar) => bar.low, show: formatPercent},
      {name: "high", of: (bar) => bar.high, show: formatPercent},
    ]}),
  };
}

/** Wide: a column for every choice, a row for every workload. */
function drawFacets(svg, width, {bars, workloads}, name) {
  const row = 26, left = Math.min(width / 3, 16 + 6.6 * (d3.max(workloads, (workload) => name(workload).length) || 0));
  const frame = area(svg, width, 62 + row * workloads.length, {top: 38, right: 12, bottom: 24, left});
  const columns = d3.scaleBand([...CHOICES, ...REST].map(([, text]) => text), [0, frame.width]).paddingInner(0.1);
  const y = d3.scaleBand(workloads, [0, frame.height]).paddingInner(0.35).paddingOuter(0.2);
  const x = d3.scaleLinear([0, 1], [0, columns.bandwidth() - 34]);
  const facets = frame.group.selectAll(".facet").data(columns.domain()).enter().append("g").attr("class", "facet axis")
    .attr("transform", (text) => `translate(${columns(text)},${frame.height})`)
    .call(d3.axisBottom(x).tickValues([0, 0.5, 1]).tickSize(-frame.height).tickSizeOuter(0)
      .tickFormat((share) => (share === 0.5 ? "" : formatPercent(share))));
  const line = (words, place) => -frame.height - 12 - 13 * (words - 1 - place);  // a word each: columns are narrow
  facets.append("text").attr("class", "facet-name").selectAll("tspan").data((text) => text.split(" ")).enter()
    .append("tspan").attr("x", 0).attr("y", (word, place, all) => line(all.length, place)).text((word) => `${word} `);
  frame.group.append("g").selectAll("text").data(workloads).enter().append("text").attr("class", "row-name")
    .attr("x", -12).attr("text-anchor", "end").attr("y", (workload) => y(workload) + y.bandwidth() / 2 + 4)
    .text((workload) => shortened(name(workload), Math.floor((left - 14) / 6.4)));
  drawBars(svg, frame.group, bars, {x, height: y.bandwidth(), name,
    place: (bar) => `translate(${columns(bar.text)},${y(bar.workload)})`});
}

/** Narrow: the choices of a workload below its name. */
function drawStacked(svg, width, {bars, workloads}, name) {
  const texts = [...CHOICES, ...REST].map(([, text]) => text), block = 34 + 20 * texts.length;
  const frame = area(svg, width, 8 + block * workloads.length, {top: 4, right: 4, bottom: 4, left: 4});
  const within = d3.scaleBand(texts, [24, block - 12]).paddingInner(0.3);
  const x = d3.scaleLinear([0, 1], [0, frame.width - 148]);
  const y = (workload) => block * workloads.indexOf(workload);
  const blocks = frame.group.selectAll(".facet").data(workloads).enter().append("g").attr("class", "facet")
    .attr("transform", (workload) => `translate(0,${y(workload)})`);
  blocks.append("text").attr("class", "facet-name").attr("y", 14).text((workload) => shortened(name(workload), 44));
  blocks.selectAll(".row-name").data(texts).enter().append("text").attr("class", "row-name")
    .attr("y", (text) => within(text) + within.bandwidth() / 2 + 4).text((text) => text);
  drawBars(svg, frame.group, bars, {x, height: within.bandwidth(), name,
    place: (bar) => `translate(100,${y(bar.workload) + within(bar.text)})`});
}

function drawBars(svg, group, bars, {x, height, place, name}) {
  const share = (value) => x(Math.min(1, Math.max(0, value)));
  const marks = group.append("g").selectAll(".bar").data(bars).enter().append("g").attr("class", "bar")
    .classed("rest", (bar) => !("low" in bar)).attr("role", "img").attr("tabindex", "-1").attr("transform", place);
  marks.append("rect").attr("height", height).attr("width", (bar) => Math.max(1, share(bar.share)));
  marks.filter((bar) => Number.isFinite(bar.low)).append("line").attr("class", "interval")
    .attr("x1", (bar) => share(bar.low)).attr("x2", (bar) => share(bar.high))
    .attr("y1", height / 2).attr("y2", height / 2);
  marks.append("text").attr("x", (bar) => share(Math.max(bar.high ?? 0, bar.share)) + 5)
    .attr("y", height / 2 + 4).text((bar) => formatPercent(bar.share));
  telling(marks, (bar) => ({title: `${bar.text}, ${name(bar.workload)}`,
    facts: [["Explains", withInterval(bar.share, bar.low, bar.high, formatPercent)]]}));
  const byWorkload = d3.nest().key((node) => d3.select(node).datum().workload);
  walkable(svg.node(), () => byWorkload.entries(marks.nodes()).map(({values}) => values));
}

function showChoices(section, model, state, set) {
  const metrics = explainedMetrics(model);
  section.attr("hidden", metrics.length ? null : true);
  if (!metrics.length) return;
  section.selectAll("h2").data(["Which choice matters"]).join("h2").attr("id", "choices-title").text((text) => text);
  const place = section.selectAll(".explained").data(metrics.length > 1 ? [0] : []).join("div")
    .attr("class", "explained");
  if (metrics.length > 1) {
    radios(place, {name: "explained", legend: "Of", entries: metrics.map((metric) => [metric, metric.replace(/_/g, " ")]),
                   chosen: explained(model, state).metric, choose: (metric) => set({explained: metric})});
  }
  showFigure(section, choicesFigure(model, state));
}
