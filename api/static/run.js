// A run while it goes on: what the service says about it, as it is said.
"use strict";

(() => {
  const place = document.querySelector("[data-run]");
  if (!place) return;
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const figure = (name) => place.querySelector(`[data-live="${name}"]`);
  const show = (name, text) => {
    const at = figure(name);
    if (at) at.textContent = text;
  };
  const chart = document.querySelector("#progress-chart");
  const chooser = document.querySelector("[data-chart-level]");
  const names = JSON.parse(place.dataset.names);
  const source = new EventSource(`/v1/runs/${place.dataset.run}/events?after=${place.dataset.last}`);

  source.addEventListener("progress", (event) => {
    const said = JSON.parse(event.data);
    show("level", names[said.level] || said.level);
    show("incumbent", said.incumbent === null ? "–" : number.format(said.incumbent));
    show("bound", said.bound === null ? "–" : number.format(said.bound));
    show("gap", said.gap === null ? "–" : `${number.format(100 * said.gap)}%`);
    show("seconds", number.format(said.seconds));
    if (!chart) return;
    chart.closest("[hidden]")?.removeAttribute("hidden");
    const held = window.roundtableCharts.begin(chart);
    held.spec.points.push([said.level, said.seconds, said.incumbent, said.bound]);
    if (chooser && !held.state.level) chooser.value = said.level;
    held.redraw();
  });

  source.addEventListener("state", (event) => {
    const said = JSON.parse(event.data);
    if (said.state !== place.dataset.state) {
      source.close();
      location.reload();
    }
  });
})();
