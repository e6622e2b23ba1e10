// What no cell and no figure of the map can tell: the caveats that are about everything, folded, after the results.

function showLimits(section, model) {
  const told = model.caveatsOfEverything();
  section.attr("hidden", told.length ? null : true);
  if (!told.length) return;
  const details = section.append("details");
  details.append("summary").text(`What no cell of the map can tell (${told.length})`);
  details.append("ul").selectAll("li").data(told).enter().append("li").text((text) => text);
}
