// Unpacks the map, draws, and draws anew whenever what is looked at changes.

async function unpacked() {
  const packed = document.getElementById("data").textContent.trim();
  const bytes = Uint8Array.from(window.atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

class Page {
  constructor(model) {
    this.model = model;
    this.state = stateOf(window.location.hash, model);
  }

  /** Changes some of what is looked at, and says so in the address. */
  set(changes) {
    Object.assign(this.state, changes);
    window.history.replaceState(null, "", `#${fragmentOf(this.state, this.model)}`);
    this.draw();
  }

  draw() {
    const {model, state} = this, set = (changes) => this.set(changes);
    hideTip();
    if (state.theme) document.documentElement.dataset.theme = state.theme;
    else delete document.documentElement.dataset.theme;
    showTheme(state, set);
    showControls(d3.select("#controls"), model, state, set);
    this.drawMap();
    this.drawPanel();
    showChoices(d3.select("#choices"), model, state, set);
  }

  drawMap() {
    const place = d3.select("#map-figure"), {model, state} = this;
    const none = !model.strategiesOf(state).length || !model.workloadsOf(state).length;
    place.selectAll(".none").data(none ? [0] : []).join("p").attr("class", "none card")
      .text("No strategy is made of these parts.");
    place.selectAll("figure").attr("hidden", none ? true : null);
    if (none) return;
    const act = {choose: (cell) => this.open(cell), sortBy: (workload) => this.sortBy(workload)};
    const frame = showFigure(place, gridFigure(model, state, act));
    if (frame.select(".legend").empty()) frame.insert("div", "figcaption").attr("class", "legend");
    showLegend(frame.select(".legend"), model, state);
  }

  drawPanel() {
    const panel = d3.select("#panel"), {model, state} = this;
    const shown = JSON.stringify([state.cores, state.strategy, state.of, state.workload, panel.node().clientWidth]);
    if (panel.attr("data-shown") === shown) return;  // who stands in it with the keyboard stays there
    panel.attr("data-shown", shown).selectAll("*").remove();
    const cell = state.strategy && state.of ? model.cell(state.strategy, state.of, state.cores) : null;
    panel.classed("open", Boolean(cell));
    if (cell) showCell(panel, model, cell, () => this.close());
    else showOverview(panel, model, state, (workload) => this.sortBy(workload));
  }

  open(cell) {
    this.set({strategy: cell.strategy, of: cell.workload});
    d3.select("#announcement").text(`${titleOf(cell, this.model)}: its curves are beside the map.`);
    const panel = document.getElementById("panel");
    if (panel.getBoundingClientRect().top > window.innerHeight * 0.6) panel.scrollIntoView({block: "start"});
  }

  /** Back to the overview, with the keyboard on the cell that was open. */
  close() {
    this.set({strategy: null, of: null});
    const cell = document.querySelector('.cell[tabindex="0"]');
    if (cell) cell.focus();
  }

  sortBy(workload) {
    this.set({sort: this.state.sort === workload ? null : workload});
  }
}

function showTheme(state, set) {
  const dark = isDark();
  d3.select("#theme").attr("aria-pressed", String(dark)).on("click", () => set({theme: dark ? "light" : "dark"}));
}

function showHead({map}) {
  d3.select("#lead").text(`${counted(map.strategies.length, "strategy", "strategies")} × ` +
    `${counted(map.workloads.length, "workload")} on ${map.cores.slice(0, -1).join(", ")}` +
    `${map.cores.length > 1 ? " and " : ""}${formatCores(map.cores[map.cores.length - 1])}`);
  const about = [["Made at", map.created_at], ["Revision", map.revision], ["Seed", map.seed],
                 ["Size", map.quick ? "quick" : "full"],
                 ...Object.entries(map.machine || {}).map(([key, value]) => [key.replace(/_/g, " "), value])];
  const lines = d3.select("#about").append("dl").selectAll("div")
    .data(about.filter(([, value]) => ["string", "number"].includes(typeof value))).enter().append("div");
  lines.append("dt").text(([what]) => what);
  lines.append("dd").text(([, text]) => String(text));
}

async function start() {
  const model = new Model(await unpacked()), page = new Page(model);
  showHead(model);
  showLimits(d3.select("#limits"), model);
  connectScaling(model);
  page.draw();
  window.addEventListener("hashchange", () => {
    page.state = stateOf(window.location.hash, model);
    page.draw();
  });
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth !== width) page.draw();
    width = window.innerWidth;
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => page.draw());
  document.documentElement.dataset.drawn = "yes";
  performance.mark("drawn");
}

start().catch((problem) => {
  const place = document.getElementById("failure");
  place.hidden = false;
  place.textContent = `The map could not be drawn: ${problem.message}`;
  throw problem;
});
