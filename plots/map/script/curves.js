// Latency against load: the chosen cell, the best of its workload, and theory where there is any.

const PERCENTILES = [["p50", "latency_p50_seconds"], ["p99", "latency_p99_seconds"], ["p99.9", "latency_p999_seconds"]];

function curvesFigure(model, cell, best) {
  const lines = curveLines(cell, best);
  const title = `Latency against load: ${cell.strategy}`;
  const compared = best && best !== cell ? ` Grey: p99 of ${best.strategy}, the lowest at load ` +
    `${formatShort(model.map.reference_load)}.` : "";
  const theory = lines.some(({kind}) => kind === "theory") ? " Dotted: p99 by theory." : "";
  return {
    key: "latency", name: `latency-${cell.strategy}-${cell.workload}-${cell.cores}-cores`, title,
    caption: `Logarithmic. The dashed level is ten service times.${compared}${theory}`,
    notes: model.caveatsOf("curve"),
    draw: (svg, width) => drawCurves(svg, width, lines, model.tenServiceTimes(cell.workload)),
    table: () => ({rows: lines.flatMap((line) => line.points.map((point) => ({line, point}))), columns: [
      {name: "strategy", of: ({line}) => line.strategy}, {name: "percentile", of: ({line}) => line.text},
      {name: "load", of: ({point}) => point.load},
      {name: "latency seconds", of: ({point}) => point.seconds, show: formatSeconds},
    ]}),
  };
}

function curveLines(cell, best) {
  const line = (from, key, text, kind) => ({
    strategy: from.strategy, text, kind,
    points: from.curve.filter((point) => point[key] > 0).map((point) => ({load: point.load, seconds: point[key]})),
  });
  const lines = PERCENTILES.map(([text, key]) => line(cell, key, text, text.replace(".", "-")));
  if (best && best !== cell) lines.push(line(best, "latency_p99_seconds", "best", "best"));
  lines.push(line(cell, "theory_p99_seconds", "theory", "theory"));
  return lines.filter(({points}) => points.length);
}

function drawCurves(svg, width, lines, tenServiceTimes) {
  const frame = area(svg, width, 260), points = lines.flatMap((line) => line.points);
  const loads = [...new Set(points.map(({load}) => load))].sort(d3.ascending);
  const [low, high] = d3.extent([...points.map(({seconds}) => seconds), tenServiceTimes]);
  const x = d3.scaleLinear(padded(d3.extent(loads)), [0, frame.width]);
  const y = d3.scaleLog([low / 1.25, high * 1.25], [frame.height, 0]);
  valueAxis(frame, y, logTicks(y.domain()), formatSeconds);
  loadAxis(frame, x, loads);
  frame.group.append("line").attr("class", "level").attr("x2", frame.width).attr("y1", y(tenServiceTimes))
    .attr("y2", y(tenServiceTimes));
  const path = d3.line().x(({load}) => x(load)).y(({seconds}) => y(seconds));
  const groups = frame.group.selectAll(".series").data(lines).enter().append("g")
    .attr("class", ({kind}) => `series ${kind}`);
  groups.append("path").attr("d", ({points: along}) => path(along));
  drawPoints(svg, groups, x, y);
  nameLines(frame, lines.map(({text, kind, points: along}) => ({text, kind, y: y(along[along.length - 1].seconds)})));
}

function drawPoints(svg, groups, x, y) {
  const marks = groups.selectAll("circle").data((line) => line.points.map((point) => ({...point, line}))).enter()
    .append("circle").attr("cx", ({load}) => x(load)).attr("cy", ({seconds}) => y(seconds)).attr("r", 3.5)
    .attr("role", "img").attr("tabindex", "-1");
  telling(marks, ({load, seconds, line}) => ({
    title: `${line.strategy}, ${line.text}`, facts: [["Load", formatShort(load)], ["Latency", formatSeconds(seconds)]],
  }));
  walkable(svg.node(), () => groups.nodes().map((group) => [...group.querySelectorAll("circle")]));
}

function padded([low, high]) {
  const more = (high - low || 0.1) * 0.04;
  return [low - more, high + more];
}
