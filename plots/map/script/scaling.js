// The picture of the load that is borne on few cores and on many comes with the page; its files are made here.

function connectScaling(model) {
  const section = d3.select("#scaling");
  if (section.empty()) return;
  connectFiles(section, {name: "cores", title: section.select("h2").text(), table: () => borneTable(model)},
               section.select("svg").node());
}

/** The load at which p99 passes ten service times in every cell; where it is not between two of the map's loads, which
 *  side it is on. */
function borneTable(model) {
  const rows = model.map.cells.filter((cell) => cell.load_at_ten_service_times);
  const borne = (cell) => cell.load_at_ten_service_times;
  return {rows, columns: [
    {name: "workload", of: (cell) => cell.workload}, {name: "strategy", of: (cell) => cell.strategy},
    {name: "cores", of: (cell) => cell.cores}, {name: "load borne", of: (cell) => borne(cell).load},
    {name: "above", of: (cell) => (borne(cell).at_least ? d3.max(model.map.loads) : null)},
    {name: "below", of: (cell) => (borne(cell).at_most ? d3.min(model.map.loads) : null)},
  ]};
}
