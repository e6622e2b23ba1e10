// What a mark says when the pointer or the keyboard is on it.

/** Shows [what, text] lines below a title beside an element of the page. */
function showTip(element, title, facts) {
  const tip = d3.select("#tip").attr("hidden", null);
  tip.selectAll("*").remove();
  tip.append("strong").text(title);
  const lines = tip.append("dl").selectAll("div").data(facts).enter().append("div");
  lines.append("dt").text(([what]) => what);
  lines.append("dd").text(([, text]) => text);
  placeTip(tip.node(), element.getBoundingClientRect());
}

function placeTip(tip, target) {
  const {width, height} = tip.getBoundingClientRect(), room = document.documentElement.clientWidth;
  const left = Math.min(Math.max(8, target.left + target.width / 2 - width / 2), room - width - 8);
  const above = target.top - height - 8;
  tip.style.left = `${left + window.scrollX}px`;
  tip.style.top = `${(above > 4 ? above : target.bottom + 8) + window.scrollY}px`;
}

function hideTip() {
  d3.select("#tip").attr("hidden", true);
}

/** Marks that say describe(datum) = {title, facts} on hover and focus, and to a screen reader. */
function telling(marks, describe) {
  const show = function show(datum) {
    const {title, facts} = describe(datum);
    showTip(this, title, facts);
  };
  return marks
    .attr("aria-label", (datum) => spoken(describe(datum)))
    .on("mouseenter", show).on("focus", show)
    .on("mouseleave", hideTip).on("blur", hideTip);
}

function spoken({title, facts}) {
  return [title, ...facts.map(([what, text]) => (what ? `${what}: ${text}` : text))].join(". ");
}
