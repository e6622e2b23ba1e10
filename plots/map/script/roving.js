// One stop of the Tab key for a whole figure; the arrow keys go on from there.

const STEPS = {
  ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], PageUp: [-5, 0], PageDown: [5, 0],
  Home: [0, -Infinity], End: [0, Infinity],
};

/**
 * Lets the arrow keys walk the marks of a figure. rows() gives its elements, row by row; choose(element) is what
 * Enter and the space bar do, if anything.
 */
function walkable(svg, rows, choose = null) {
  const grid = rows();
  if (!grid.flat().some((element) => element.getAttribute("tabindex") === "0") && grid.flat().length) {
    grid.flat()[0].setAttribute("tabindex", "0");
  }
  svg.onkeydown = (event) => {
    if (event.key === "Escape") hideTip();
    if (choose && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      choose(event.target);
    } else if (STEPS[event.key] && !event.altKey && !event.metaKey) {
      event.preventDefault();
      step(rows(), event.target, STEPS[event.key], event.ctrlKey);
    }
  };
}

function step(grid, from, [down, across], whole) {
  const row = grid.findIndex((line) => line.includes(from));
  if (row < 0) return;
  const within = (place, length) => Math.min(Math.max(place, 0), length - 1);
  const end = whole && !Number.isFinite(across);
  const toRow = within(end ? (across < 0 ? 0 : grid.length - 1) : row + down, grid.length);
  const toColumn = within(grid[row].lastIndexOf(from) + across, grid[toRow].length);
  moveTo(grid.flat(), grid[toRow][toColumn]);
}

/** Makes one element the one that Tab reaches, and goes there. */
function moveTo(elements, to) {
  for (const element of elements) element.setAttribute("tabindex", element === to ? "0" : "-1");
  to.focus();
  to.scrollIntoView({block: "nearest", inline: "nearest"});
}
