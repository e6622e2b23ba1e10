// Where the heat map's rows, columns and names stand, for the room that there is.

const NARROWEST = 38, WIDEST = 132, TWO_LINES = 74;

/** Sizes in pixels, and D3's scales from names to places. */
function gridLayout(strategies, workloads, width) {
  const small = width < 560;
  const labels = Math.min(small ? 118 : 190, 14 + 7.1 * d3.max(strategies, ({name}) => name.length));
  const column = Math.min(WIDEST, Math.max(NARROWEST, (width - labels - 2) / workloads.length));
  const row = column >= TWO_LINES ? 36 : 28;
  const upright = column < TWO_LINES;
  const titles = workloads.map((workload) => columnTitle(workload, column, upright));
  const header = upright ? 18 + 6.4 * d3.max(titles, (lines) => d3.max(lines, (line) => line.length))
    : 24 + 14 * d3.max(titles, (lines) => lines.length);
  return {
    labels, column, row, header, upright, titles, small,
    width: labels + column * workloads.length + 2, height: header + row * strategies.length + 2,
    x: d3.scaleBand(workloads.map(({name}) => name), [labels, labels + column * workloads.length]).paddingInner(0.03),
    y: d3.scaleBand(strategies.map(({name}) => name), [header, header + row * strategies.length]).paddingInner(0.06),
  };
}

/** Lines; where they stand upright, two have room. */
function columnTitle(workload, column, upright) {
  const title = workload.title || workload.name, lines = wrapped(title, upright ? 20 : column / 6.3);
  if (!upright || lines.length < 3) return lines;
  return [lines[0], shortened(lines.slice(1).join(" "), 20)];
}

/** Lines of at most so many characters where words allow it. */
function wrapped(text, most) {
  const lines = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.length - 1;
    if (last >= 0 && `${lines[last]} ${word}`.length <= most) lines[last] += ` ${word}`;
    else lines.push(shortened(word, Math.max(6, Math.floor(most))));
  }
  return lines;
}

function shortened(text, most) {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
