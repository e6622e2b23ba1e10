// How busy the workers are against load, and how much of the time one is idle while a request waits elsewhere.

const SHARES = [["utilization", "busy"], ["idle_while_queued", "idle, queued"]];

function usageFigure(cell) {
  const lines = SHARES.map(([key, text]) => ({
    key, text, points: cell.curve.map((point) => ({load: point.load, share: point[key]}))
      .filter(({share}) => Number.isFinite(share)),
  })).filter(({points}) => points.length);
  return {
    key: "use", name: `use-${cell.strategy}-${cell.workload}-${cell.cores}-cores`,
    title: "Use of the workers against load",
    caption: "Mean use of all workers, and the share of time in which one was idle while a request waited elsewhere.",
    draw: (svg, width) => drawUsage(svg, width, lines),
    table: () => ({rows: cell.curve, columns: [
      {name: "load", of: (point) => point.load},
      {name: "requests/s", of: (point) => point.requests_per_second, show: formatNumber},
      {name: "utilization", of: (point) => point.utilization, show: formatPercent},
      {name: "idle while queued", of: (point) => point.idle_while_queued, show: formatPercent},
    ]}),
  };
}

function drawUsage(svg, width, lines) {
  const frame = area(svg, width, 180, {...MARGIN, right: 84}), points = lines.flatMap((line) => line.points);
  const loads = [...new Set(points.map(({load}) => load))].sort(d3.ascending);
  const x = d3.scaleLinear(padded(d3.extent(loads)), [0, frame.width]);
  const y = d3.scaleLinear([0, Math.max(1, d3.max(points, ({share}) => share))], [frame.height, 0]);
  valueAxis(frame, y, 4, formatPercent);
  loadAxis(frame, x, loads);
  const groups = frame.group.selectAll(".series").data(lines).enter().append("g")
    .attr("class", ({key}) => `series ${key}`);
  const path = d3.line().x(({load}) => x(load)).y(({share}) => y(share));
  groups.append("path").attr("d", ({points: along}) => path(along));
  const marks = groups.selectAll("circle").data((line) => line.points.map((point) => ({...point, line}))).enter()
    .append("circle").attr("cx", ({load}) => x(load)).attr("cy", ({share}) => y(share)).attr("r", 3.5)
    .attr("role", "img").attr("tabindex", "-1");
  telling(marks, ({load, share, line}) => ({
    title: line.text, facts: [["Load", formatShort(load)], ["Share of time", formatPercent(share)]],
  }));
  walkable(svg.node(), () => groups.nodes().map((group) => [...group.querySelectorAll("circle")]));
  nameLines(frame, lines.map(({text, key, points: along}) => ({text, kind: key, y: y(along[along.length - 1].share)})));
}
