// While no cell is chosen: for every workload the strategies that lead, and how much it costs to choose the worst.

const MOST_NAMED = 4;

function showOverview(panel, model, state, sortBy) {
  panel.append("h2").text(`What leads, ${formatCores(state.cores)}`);
  panel.append("p").attr("class", "of").text("Tier 1 by workload. The map's cells open their curves.");
  const rows = model.workloadsOf(state)
    .map((workload) => ({workload, ranking: model.ranking(workload.name, state.cores)}))
    .filter(({ranking}) => ranking.length);
  const table = panel.append("table").attr("class", "leaders");
  table.append("thead").append("tr").selectAll("th").data(["Workload", "Tier 1", "Worst p99"]).enter().append("th")
    .attr("scope", "col").text((text) => text);
  const lines = table.append("tbody").selectAll("tr").data(rows).enter().append("tr");
  lines.append("th").attr("scope", "row").append("button").attr("type", "button").attr("class", "plain")
    .attr("aria-label", ({workload}) => `${workload.title || workload.name}: sort the map by it`)
    .text(({workload}) => workload.title || workload.name).on("click", ({workload}) => sortBy(workload.name));
  lines.append("td").text(({ranking}) => leaders(ranking));
  lines.append("td").attr("class", "number")
    .text(({ranking}) => formatRatio(ranking[ranking.length - 1].latency_p99.relative));
}

function leaders(ranking) {
  const names = ranking.filter((cell) => cell.tier === 1).map((cell) => cell.strategy);
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "") || NOTHING;
}
