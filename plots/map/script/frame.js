// What every figure of the page stands in: its title, the drawing, how to read it, the files and the table.
//
// A figure has   key       by which its frame is found again; name, of its files
//                title     above it; level, the heading's
//                caption   how to read it; notes, sentences of the map that belong to it
//                draw(svg, width)  a D3 selection of an empty or its earlier <svg>, and the room in pixels
//                table()   {columns: [{name, of(row), show(value)}], rows}; show only where it is not the value

/** Adds the figure's frame to a selection, or finds it there again, and draws. */
function showFigure(parent, figure) {
  let frame = parent.select(`figure.${figure.key}`);
  if (frame.empty()) frame = addFrame(parent, figure.key, figure.level || 3);
  frame.select(".title").text(figure.title);
  frame.select("figcaption").selectAll("p").data([figure.caption, ...(figure.notes || [])]).join("p")
    .attr("class", (_, place) => (place ? "caveat" : null)).text((text) => text);
  const svg = frame.select("svg"), scroll = frame.select(".scroll").node();
  figure.draw(svg.attr("aria-label", figure.title), scroll.clientWidth);
  connectFiles(frame, figure, svg.node());
  connectTable(frame, figure);
  return frame;
}

function addFrame(parent, key, level) {
  const frame = parent.append("figure").attr("class", `card ${key}`);
  const head = frame.append("div").attr("class", "head");
  head.append(`h${level}`).attr("class", "title");
  const files = head.append("div").attr("class", "files");
  for (const kind of ["SVG", "CSV"]) files.append("button").attr("type", "button").attr("class", kind).text(kind);
  frame.append("div").attr("class", "scroll").append("svg").attr("role", "group");
  frame.append("figcaption");
  const details = frame.append("details");
  details.append("summary").text("As a table");
  details.append("div").attr("class", "scroll table").attr("tabindex", "0").attr("role", "region");
  return frame;
}

function connectFiles(frame, figure, svg) {
  frame.select(".SVG").attr("aria-label", `${figure.title}: download as SVG`)
    .on("click", () => download(`${figure.name}.svg`, "image/svg+xml", svgText(svg, figure.title)));
  frame.select(".CSV").attr("aria-label", `${figure.title}: download as CSV`)
    .on("click", () => download(`${figure.name}.csv`, "text/csv;charset=utf-8", csvText(figure.table())));
}

/** The table is made when it is opened: that of the map has many rows. */
function connectTable(frame, figure) {
  const details = frame.select("details"), place = frame.select("details .table");
  place.attr("aria-label", `${figure.title}, as a table`);
  const fill = () => {
    place.selectAll("*").remove();
    if (details.property("open")) fillTable(place.append("table"), figure.table());
  };
  details.on("toggle", fill);
  fill();
}

function fillTable(table, {columns, rows}) {
  table.append("thead").append("tr").selectAll("th").data(columns).enter().append("th")
    .attr("scope", "col").text((column) => column.name);
  table.append("tbody").selectAll("tr").data(rows).enter().append("tr")
    .selectAll("td").data((row) => columns.map((column) => ({column, value: column.of(row)}))).enter()
    .append("td").attr("class", ({value}) => (typeof value === "number" ? "number" : null))
    .text(({column, value}) => (column.show ? column.show(value) : value ?? NOTHING));
}
