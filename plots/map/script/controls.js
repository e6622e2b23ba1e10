// The dials above the map: cores, the metric, and which strategies and workloads are shown.

function showControls(section, model, state, set) {
  radios(section, {name: "cores", legend: "Cores", chosen: state.cores,
                   entries: model.map.cores.map((cores) => [cores, cores]), choose: (cores) => set({cores})});
  radios(section, {name: "metric", legend: "Show", chosen: state.metric,
                   entries: METRICS.map(({name, label}) => [name, label]), choose: (metric) => set({metric})});
  const filters = filterBox(section, state);
  for (const [choice, what] of CHOICES) {
    const entries = model.parts(choice).map((part) => [part, part]);
    boxes(filters, {name: choice, legend: what, entries, chosen: state[choice],
                    choose: (parts) => set({[choice]: parts})});
  }
  boxes(filters, {name: "workload", legend: "Workload", chosen: state.workload,
                  entries: model.map.workloads.map(({name, title}) => [name, title || name]),
                  choose: (names) => set({workload: names})});
  showReset(filters, state, set);
}

const FILTERS = [...CHOICES.map(([choice]) => choice), "workload"];

/** Open where there is room: on a phone the map comes first. */
function filterBox(section, state) {
  const box = section.selectAll(".narrowing").data([0]).join((added) => {
    const details = added.append("details").attr("class", "narrowing");
    details.property("open", window.innerWidth > 640 || FILTERS.some((key) => state[key].length));
    details.append("summary").text("Filter");
    details.append("div").attr("class", "filters");
    return details;
  });
  return box.select(".filters");
}

function showReset(filters, state, set) {
  filters.selectAll(".reset").data([0]).join("button").attr("class", "reset").attr("type", "button").raise()
    .text("Show all")
    .attr("hidden", FILTERS.some((key) => state[key].length) ? null : true)
    .on("click", () => set(Object.fromEntries(FILTERS.map((key) => [key, []]))));
}

/** One of several, as native radio buttons. */
function radios(parent, {name, legend, entries, chosen, choose}) {
  const set = parent.selectAll(`fieldset.${name}`).data([0]).join((added) => {
    const fieldset = added.append("fieldset").attr("class", `dial ${name}`);
    fieldset.append("legend").text(legend);
    return fieldset;
  });
  const labels = set.selectAll("label").data(entries, ([value]) => value).join((added) => {
    const label = added.append("label");
    label.append("input").attr("type", "radio").attr("name", name).attr("value", ([value]) => value);
    label.append("span").text(([, text]) => text);
    return label;
  });
  labels.select("input").property("checked", ([value]) => value === chosen).on("change", ([value]) => choose(value));
}

/** Any of several, as native check boxes in a box that opens; none chosen means all. */
function boxes(parent, {name, legend, entries, chosen, choose}) {
  const box = parent.selectAll(`details.${name}`).data([0]).join((added) => {
    const details = added.append("details").attr("class", `filter ${name}`);
    details.append("summary");
    details.append("fieldset").append("legend").attr("class", "unseen").text(legend);
    return details;
  });
  box.select("summary").text(`${legend}: ${chosen.length ? `${chosen.length} of ${entries.length}` : "all"}`)
    .classed("chosen", chosen.length > 0);
  const labels = box.select("fieldset").selectAll("label").data(entries, ([value]) => value).join((added) => {
    const label = added.append("label");
    label.append("input").attr("type", "checkbox").attr("name", name).attr("value", ([value]) => value);
    label.append("span").text(([, text]) => text);
    return label;
  });
  labels.select("input").property("checked", ([value]) => chosen.includes(value)).on("change", () => {
    choose(labels.select("input").nodes().filter((input) => input.checked).map((input) => input.value));
  });
}
