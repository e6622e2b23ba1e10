// What chance does: p99 of every draw at the reference load, one dot each, beside that of the best strategy.

function drawsFigure(model, cell, best) {
  const rows = [cell, ...(best && best !== cell ? [best] : [])].filter((entry) => entry.draws && entry.draws.length);
  return {
    key: "draws-figure", name: `draws-${cell.strategy}-${cell.workload}-${cell.cores}-cores`, title: "p99 over the draws",
    caption: `One dot a draw, at load ${formatShort(model.map.reference_load)}; the bar is the 95 % interval, ` +
      "its stroke the figure on the map.",
    notes: model.caveatsOf("latency_p99"),
    draw: (svg, width) => drawDraws(svg, width, rows),
    table: () => ({rows: rows.flatMap((entry) => entry.draws.map((draw) => ({draw, entry}))), columns: [
      {name: "strategy", of: ({entry}) => entry.strategy}, {name: "seed", of: ({draw}) => draw.seed},
      {name: "p99 seconds", of: ({draw}) => draw.latency_p99_seconds, show: formatSeconds},
    ]}),
  };
}

const DOT = 8;  // pixels that a dot takes

/** About how many dots lie on each other at most. */
function fullest(rows, values) {
  const [low, high] = d3.extent(values);
  const place = (draw) => Math.round(40 * Math.log(draw.latency_p99_seconds / low) / Math.log(high / low || Math.E));
  return d3.max(rows, (cell) => d3.max(d3.nest().key(place).entries(cell.draws), (group) => group.values.length)) || 1;
}

function drawDraws(svg, width, rows) {
  const values = rows.flatMap(({draws, latency_p99: {seconds, low: least, high: most}}) =>
    [...draws.map((draw) => draw.latency_p99_seconds), seconds, least, most]).filter((value) => value > 0);
  const height = 42 + DOT * Math.min(6, fullest(rows, values));
  const frame = area(svg, width, 34 + height * rows.length, {top: 4, right: 20, bottom: 30, left: 20});
  const [low, high] = d3.extent(values);
  const x = d3.scaleLog([low / 1.1, high * 1.1], [0, frame.width]);
  frame.group.append("g").attr("class", "axis").attr("transform", `translate(0,${frame.height})`)
    .call(d3.axisBottom(x).tickValues(dotTicks(x, frame.width)).tickFormat(formatSeconds).tickSizeOuter(0));
  const groups = frame.group.selectAll(".draws").data(rows).enter().append("g")
    .attr("class", (_, place) => (place ? "draws best" : "draws"))
    .attr("transform", (_, place) => `translate(0,${place * height})`);
  groups.append("text").attr("class", "row-name").attr("y", 12).text((cell) => cell.strategy);
  drawInterval(groups, x, height);
  drawDots(svg, groups, x, height);
}

/** Ticks of the scale's own where it spans little: powers of ten need not be among its values. */
function dotTicks(x, width) {
  const round = logTicks(x.domain()), most = Math.max(2, Math.floor(width / 70));
  return spread(round.length > 1 ? round : d3.scaleLinear(x.domain(), [0, 1]).ticks(most), most);
}

function drawInterval(groups, x, height) {
  const y = height - 10;
  groups.filter((cell) => cell.latency_p99.low > 0).append("line").attr("class", "interval")
    .attr("x1", ({latency_p99: p99}) => x(p99.low)).attr("x2", ({latency_p99: p99}) => x(p99.high))
    .attr("y1", y).attr("y2", y);
  groups.append("line").attr("class", "value").attr("x1", ({latency_p99: p99}) => x(p99.seconds))
    .attr("x2", ({latency_p99: p99}) => x(p99.seconds)).attr("y1", y - 5).attr("y2", y + 5);
}

/** Dots that would lie on each other are stacked, by D3's bins as wide as a dot. */
function drawDots(svg, groups, x, height) {
  const edges = d3.range(0, x.range()[1] + DOT, DOT);
  const bins = d3.histogram().value((draw) => x(draw.latency_p99_seconds)).domain([0, x.range()[1] + DOT])
    .thresholds(edges);
  const stacked = (cell) => bins(cell.draws.filter((draw) => draw.latency_p99_seconds > 0)).flatMap((bin) => {
    const apart = Math.min(DOT, (height - 36) / bin.length);
    return bin.map((draw, place) => ({draw, cell, y: height - 22 - apart * place}));
  });
  const dots = groups.selectAll("circle").data(stacked).enter().append("circle").attr("r", 3.5)
    .attr("cx", ({draw}) => x(draw.latency_p99_seconds)).attr("cy", ({y}) => y)
    .attr("role", "img").attr("tabindex", "-1");
  telling(dots, ({draw, cell}) => ({
    title: `${cell.strategy}, draw ${draw.seed}`, facts: [["p99 latency", formatSeconds(draw.latency_p99_seconds)]],
  }));
  walkable(svg.node(), () => groups.nodes().map((group) => [...group.querySelectorAll("circle")]));
}
