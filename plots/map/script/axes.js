// Axes as every figure of the page has them.

const MARGIN = {top: 14, right: 62, bottom: 34, left: 56};

/** An empty <svg> of this size; its drawing area as {group, width, height} inside the margins. */
function area(svg, width, height, margin = MARGIN) {
  svg.selectAll("*").remove();
  svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
  const group = svg.append("g").attr("transform", `translate(${margin.left},${margin.top})`);
  return {group, width: width - margin.left - margin.right, height: height - margin.top - margin.bottom};
}

function loadAxis({group, height, width}, x, loads) {
  group.append("g").attr("class", "axis").attr("transform", `translate(0,${height})`)
    .call(d3.axisBottom(x).tickValues(legible(loads, x)).tickFormat((load) => formatShort(load)).tickSizeOuter(0));
  group.append("text").attr("class", "axis-title").attr("x", width / 2).attr("y", height + 31)
    .attr("text-anchor", "middle").text("offered load");
}

function timeAxis({group, height, width}, x) {
  group.append("g").attr("class", "axis").attr("transform", `translate(0,${height})`)
    .call(d3.axisBottom(x).ticks(Math.max(2, Math.floor(width / 70))).tickFormat((at) => (at ? formatSeconds(at) : "0"))
      .tickSizeOuter(0));
  group.append("text").attr("class", "axis-title").attr("x", width / 2).attr("y", height + 31)
    .attr("text-anchor", "middle").text("time");
}

/** Those of rising values whose names have room on the scale, the last among them. */
function legible(values, x) {
  return values.reduceRight((kept, value) =>
    (kept.length && x(kept[0]) - x(value) < 32 ? kept : [value, ...kept]), []);
}

/** At most so many of the values, evenly taken, the last among them. */
function spread(values, most) {
  const every = Math.ceil(values.length / Math.max(1, most));
  return values.filter((_, place) => (values.length - 1 - place) % every === 0);
}

function valueAxis({group, width}, y, ticks, format) {
  const axis = d3.axisLeft(y).tickFormat(format).tickSize(-width).tickSizeOuter(0);
  group.append("g").attr("class", "axis grid").call(Array.isArray(ticks) ? axis.tickValues(ticks) : axis.ticks(ticks));
}

/** 1, 2 and 5 of every power of ten in a logarithmic scale's domain, or the powers alone where those are many. */
function logTicks([low, high]) {
  const powers = d3.range(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)) + 1);
  const steps = Math.log10(high / low) > 2.5 ? [1] : [1, 2, 5];
  return d3.merge(powers.map((power) => steps.map((part) => part * 10 ** power)))
    .filter((tick) => tick >= low && tick <= high);
}

/** Names at the right ends of lines, as {y, text, kind}, moved apart where they would touch. */
function nameLines({group, width, height}, names) {
  const apart = 13, placed = names.slice().sort((one, other) => one.y - other.y);
  placed.forEach((name, place) => {
    name.at = Math.max(name.y, place ? placed[place - 1].at + apart : 0);
  });
  placed.reduceRight((below, name) => {
    name.at = Math.min(name.at, below - apart);
    return name.at;
  }, height + apart);
  group.append("g").selectAll("text").data(placed).enter().append("text")
    .attr("class", (name) => `line-name ${name.kind}`).attr("x", width + 6).attr("y", (name) => name.at)
    .attr("dominant-baseline", "middle").text((name) => name.text);
}
