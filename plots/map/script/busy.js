// Utilization over time: how busy the workers were, slice by slice, in the draw whose p99 is the cell's. The line is the
// median worker, the band reaches from the least to the most busy one.

const BUSY = [["most", "most"], ["median", "median"], ["least", "least"]];

function busyFigure(model, cell) {
  const slices = slicesOf(cell.busy_over_time);
  return {
    key: "busy", name: `busy-${cell.strategy}-${cell.workload}-${cell.cores}-cores`, title: "Utilization over time",
    caption: `Of every worker, at load ${formatShort(model.map.reference_load)}, from the beginning of the load, its ` +
      "warm-up included. The line is the median worker; the band reaches from the least busy to the busiest. " +
      `The draw is the one with the median p99 (seed ${cell.busy_over_time.seed}).`,
    draw: (svg, width) => drawBusy(svg, width, slices),
    table: () => ({rows: slices, columns: [
      {name: "from seconds", of: ({from}) => from, show: formatSeconds},
      {name: "to seconds", of: ({to}) => to, show: formatSeconds},
      ...["least", "median", "most"].map((key) => ({name: `${key} busy`, of: (slice) => slice[key], show: formatPercent})),
    ]}),
  };
}

function slicesOf({slice_seconds: lasts, least, median, most}) {
  return median.map((middle, place) => ({
    from: place * lasts, to: (place + 1) * lasts, least: least[place], median: middle, most: most[place],
  }));
}

function drawBusy(svg, width, slices) {
  const frame = area(svg, width, 190, {...MARGIN, right: 74}), end = slices[slices.length - 1].to;
  const x = d3.scaleLinear([0, end], [0, frame.width]), y = d3.scaleLinear([0, 1], [frame.height, 0]);
  valueAxis(frame, y, 4, formatPercent);
  timeAxis(frame, x);
  const along = (shape) => shape.x(({from, to}) => x((from + to) / 2)).curve(d3.curveStep);
  const drawn = [{...slices[0], to: slices[0].from}, ...slices, {...slices[slices.length - 1], from: end}];
  frame.group.append("path").attr("class", "busy-band")
    .attr("d", along(d3.area()).y0(({least}) => y(least)).y1(({most}) => y(most))(drawn));
  frame.group.append("path").attr("class", "busy-median")
    .attr("d", along(d3.line()).y(({median}) => y(median))(drawn));
  drawSlices(svg, frame, slices, x);
  const last = slices[slices.length - 1];
  nameLines(frame, BUSY.map(([key, text]) => ({text, kind: key, y: y(last[key])})));
}

/** What is under the pointer or the keyboard: a slice, from top to bottom. */
function drawSlices(svg, frame, slices, x) {
  const marks = frame.group.selectAll(".slice").data(slices).enter().append("rect").attr("class", "slice")
    .attr("x", ({from}) => x(from)).attr("width", ({from, to}) => x(to) - x(from)).attr("height", frame.height)
    .attr("role", "img").attr("tabindex", "-1");
  telling(marks, ({from, to, least, median, most}) => ({
    title: `${formatSeconds(from)} to ${formatSeconds(to)}`,
    facts: [["Busiest worker", formatPercent(most)], ["Median worker", formatPercent(median)],
            ["Least busy worker", formatPercent(least)]],
  }));
  walkable(svg.node(), () => [marks.nodes()]);
}
