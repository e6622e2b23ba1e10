// Numbers as plots/labels.py writes them, so that page, table and report agree to the digit shown.

const NOTHING = "–";

/** So many significant figures, thousands set apart: 5,412 · 38.1 · 0.29. */
function formatNumber(value, figures = 3) {
  if (value === null || value === undefined) return NOTHING;
  if (value === 0) return "0";
  const places = Math.max(0, figures - 1 - Math.floor(Math.log10(Math.abs(value)) + 1e-9));
  return d3.format(`,.${Math.min(places, 20)}f`)(value);
}

/** Without the zeros that end it. */
function formatShort(value, figures = 3) {
  const text = formatNumber(value, figures);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function formatSeconds(value) {
  if (value === null || value === undefined) return NOTHING;
  const units = [[1, "s"], [1e-3, "ms"], [1e-6, "µs"], [1e-9, "ns"]];
  const [factor, unit] = units.find(([size]) => Math.abs(value) >= size) || units[3];
  return `${formatShort(value / factor)} ${unit}`;
}

function formatRatio(value) {
  return value === null || value === undefined ? NOTHING : `${formatNumber(value)} ×`;
}

function formatPercent(value) {
  return value === null || value === undefined ? NOTHING : `${formatNumber(100 * value, 2)} %`;
}

function formatRate(value) {
  return value === null || value === undefined ? NOTHING : `${formatNumber(value)} requests/s`;
}

/** "1 core", "8 cores"; of irregular nouns with their plural. */
function counted(count, noun, plural = `${noun}s`) {
  return `${d3.format(",")(count)} ${count === 1 ? noun : plural}`;
}

function formatCores(count) {
  return counted(count, "core");
}

/** "85.1 ms [69.2 ms – 100 ms]", without the interval where there is none. */
function withInterval(value, low, high, format) {
  const has = low !== null && low !== undefined && high !== null && high !== undefined;
  return has ? `${format(value)} [${format(low)} – ${format(high)}]` : format(value);
}
