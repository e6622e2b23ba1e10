// A figure as a file: the SVG as it looks now, or its numbers as CSV, unrounded.

// What styles say of an element, with what it is if nobody says anything.
const CARRIED = {"fill": "rgb(0, 0, 0)", "stroke": "none", "stroke-width": "1px", "stroke-dasharray": "none",
                 "stroke-linecap": "butt", "opacity": "1", "font-family": "", "font-size": "", "font-weight": "400",
                 "text-anchor": "start", "dominant-baseline": "auto", "display": "inline"};

/** The SVG's text. What the page's styles say is written into its elements, for a file has no styles. */
function svgText(svg, title) {
  const copy = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((element, place) => {
    const style = window.getComputedStyle(element);
    for (const [name, usual] of Object.entries(CARRIED)) {
      const value = style.getPropertyValue(name), font = name.startsWith("font");
      if (value !== usual && (element.localName === "text" || !font)) to[place].style.setProperty(name, value);
    }
    to[place].removeAttribute("tabindex");
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.prepend(Object.assign(document.createElementNS(copy.namespaceURI, "title"), {textContent: title}));
  copy.style.background = window.getComputedStyle(document.body).getPropertyValue("--paper");
  copy.querySelectorAll("[data-held]").forEach((element) => element.removeAttribute("transform"));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

/** A table's text: {columns: [{name, of}], rows}. */
function csvText({columns, rows}) {
  const lines = [columns.map((column) => column.name), ...rows.map((row) => columns.map((column) => column.of(row)))];
  return lines.map((line) => line.map(csvField).join(",")).join("\r\n") + "\r\n";
}

/** Quoted where it must be; text that a spreadsheet would take for a formula is kept from being one. */
function csvField(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function download(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], {type}));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
