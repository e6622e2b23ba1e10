// From good to bad: lightness goes one way throughout, so that it is read without colours too.

const SHARE_OF_RAMP = 0.9;  // of the values; the worst of all share the last colour, or they alone would be told apart

const RAMPS = {
  light: ["#f6f1e4", "#f5d196", "#ec9148", "#c24724", "#6d1511"],
  dark: ["#272c33", "#5d3c26", "#a9582c", "#ec9a45", "#ffe6b3"],
};

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** A D3 scale from a metric's value to its colour; the same for every number of cores, so that they compare. */
function colourScale(metric, model) {
  const ramp = d3.piecewise(d3.interpolateLab, RAMPS[isDark() ? "dark" : "light"]);
  const values = model.map.cells.map((cell) => metric.value(cell, model)).filter((value) => value !== null);
  const bad = values.map(metric.badness).sort(d3.ascending);
  const low = bad[0], worst = bad[bad.length - 1], high = metric.open ? d3.quantile(bad, SHARE_OF_RAMP) : worst;
  const scale = metric.scale === "log"
    ? d3.scaleSequentialLog(ramp).domain([low, Math.max(high, low * 1.2)])
    : d3.scaleSequential(ramp).domain([low, high > low ? high : low + 1]);
  scale.clamp(true);
  return Object.assign((value) => scale(metric.badness(value)), {
    ramp, domain: metric.open ? scale.domain() : d3.extent(values), more: worst > scale.domain()[1],
  });
}

/** Black or white, whichever stands out more. */
function inkOn(colour) {
  const {r, g, b} = d3.rgb(colour);
  const [red, green, blue] = [r, g, b].map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}
