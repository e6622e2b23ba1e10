// What the map's colours and marks mean.

const BAR = {width: 220, height: 10};

function showLegend(legend, model, state) {
  const metric = metricOf(state.metric), colour = colourScale(metric, model);
  legend.selectAll("*").remove();
  drawBar(legend.append("svg").attr("role", "img").attr("aria-label", `Colours: ${metric.unit}`), metric, colour);
  const marks = legend.append("p");
  marks.append("span").attr("class", "key leading").text("bold: tier 1");
  const cells = model.map.cells.filter((cell) => cell.cores === state.cores);
  const add = (text) => marks.append("span").attr("class", "key").text(text);
  if (cells.some((cell) => cell.measured)) add("○ simulated, and measured as well");
  if (cells.some((cell) => cell.source === "measured")) add("● measured");
}

function drawBar(svg, metric, colour) {
  const {width, height} = BAR;
  svg.attr("width", width + 90).attr("height", 36).attr("viewBox", `-14 0 ${width + 90} 36`);
  const fill = svg.append("defs").append("linearGradient").attr("id", "ramp");
  fill.selectAll("stop").data(d3.range(0, 1.01, 0.1)).enter().append("stop")
    .attr("offset", (part) => part).attr("stop-color", colour.ramp);
  svg.append("rect").attr("width", width).attr("height", height).attr("rx", 2).attr("fill", "url(#ramp)");
  const [low, high] = metric.badness(1) > metric.badness(2) ? colour.domain.slice().reverse() : colour.domain;
  const scale = (metric.scale === "log" ? d3.scaleLog() : d3.scaleLinear()).domain([low, high]).range([0, width]);
  const ticks = metric.scale === "log" ? fewer(logTicks([low, high])) : scale.ticks(4);
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height})`)
    .call(d3.axisBottom(scale).tickValues(metric.name === "tier" ? ticks.filter(Number.isInteger) : ticks)
      .tickSize(4).tickFormat((value) => legendText(value, metric)));
  svg.select(".domain").remove();
  if (colour.more) svg.append("text").attr("class", "more").attr("x", width + 5).attr("y", height).text("and more");
}

function fewer(ticks) {
  return spread(ticks, 5);
}

function legendText(value, metric) {
  if (metric.name === "p99-time") return formatSeconds(value);
  if (metric.name === "idle") return `${formatShort(100 * value)} %`;
  return formatShort(value);
}
