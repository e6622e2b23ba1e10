// The panel of the chosen cell: what is known of it, then its figures. To add one: a file, and its row here.

const hasCurve = ({cell}) => Boolean(cell.curve && cell.curve.length);
const hasBusy = ({cell}) => Boolean(cell.busy_over_time && cell.busy_over_time.median.length);
const hasDraws = ({cell}) => Boolean(cell.latency_p99 && cell.draws && cell.draws.length);

const CELL_FIGURES = [
  {there: hasCurve, of: ({model, cell, best}) => curvesFigure(model, cell, best)},
  {there: hasBusy, of: ({model, cell}) => busyFigure(model, cell)},
  {there: hasDraws, of: ({model, cell, best}) => drawsFigure(model, cell, best)},
  {there: hasCurve, of: ({cell}) => usageFigure(cell)},
];

function showCell(panel, model, cell, close) {
  const strategy = model.strategies.get(cell.strategy), workload = model.workloads.get(cell.workload);
  const head = panel.append("div").attr("class", "head");
  head.append("h2").text(strategy.name);
  head.append("button").attr("type", "button").attr("class", "close").text("Close").on("click", close);
  panel.append("p").attr("class", "of").text(`${workload.title || workload.name}, ${formatCores(cell.cores)}`);
  const facts = panel.append("dl").attr("class", "facts").selectAll("div")
    .data([...factsOf(cell, model), ...evidenceOf(cell)]).enter().append("div");
  facts.append("dt").text(([what]) => what);
  facts.append("dd").text(([, text]) => text);
  const context = {model, cell, best: model.best(cell.workload, cell.cores)};
  const figures = panel.append("div").attr("class", "figures");
  for (const figure of CELL_FIGURES) {
    if (figure.there(context)) showFigure(figures, figure.of(context));
  }
  showAbout(panel, strategy, workload);
}

function showAbout(panel, strategy, workload) {
  const about = panel.append("dl").attr("class", "about");
  const lines = [...CHOICES.map(([choice, what]) => [what, strategy.choices[choice]]), ...workloadFacts(workload)
    .map(([what, text]) => [what || "Workload", text])];
  if (strategy.title) lines.unshift(["Strategy", strategy.title]);
  const entries = about.selectAll("div").data(lines.filter(([, text]) => text)).enter().append("div");
  entries.append("dt").text(([what]) => what);
  entries.append("dd").text(([, text]) => text);
}
