// Draws what stands as data in the page: see api/console/charts.py for the kinds.
"use strict";

(() => {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);

  // The colour that a token of the style sheet has now, as a canvas understands it.
  const colour = (token) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };

  // An option with "@token" replaced by colours.
  const coloured = (value) => {
    if (typeof value === "string") return value.startsWith("@") ? colour(value.slice(1)) : value;
    if (Array.isArray(value)) return value.map(coloured);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coloured(inner)]));
    }
    return value;
  };

  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

  const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });

  const axis = () => ({
    axisLine: { lineStyle: { color: "@rule" } },
    axisTick: { lineStyle: { color: "@rule" } },
    axisLabel: { color: "@soft" },
    nameTextStyle: { color: "@soft" },
    splitLine: { lineStyle: { color: "@line" } },
  });

  const frame = (option) => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: "@ink" },
    color: ["@accent", "@reserve", "@good", "@over", "@h3", "@soft"],
    ...option,
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: "@raised",
      borderColor: "@rule",
      textStyle: { color: "@ink", fontSize: 13 },
      ...(option.tooltip || {}),
    },
  });

  const merged = (axes, given) =>
    Array.isArray(given) ? given.map((one) => ({ ...axes, ...one })) : { ...axes, ...(given || {}) };

  // The rows of a map that are to be seen: all of a plain one; of a tree those whose parents are unfolded.
  const visible = (spec, state) => {
    const rows = spec.rows.map((_, row) => row);
    if (!spec.levels.length) return rows;
    if (!state.open) state.open = new Set();
    const closed = [];
    return rows.filter((row) => {
      const level = spec.levels[row];
      while (closed.length && closed[closed.length - 1] >= level) closed.pop();
      const seen = !closed.length;
      if (seen && !state.open.has(row)) closed.push(level);
      return seen;
    });
  };

  const hasRows = (spec, row) => (spec.levels[row + 1] || 0) > spec.levels[row];

  const label = (spec, state, row) => {
    if (!spec.levels.length) return spec.rows[row];
    const sign = hasRows(spec, row) ? (state.open.has(row) ? "▾ " : "▸ ") : "";
    return "\u2003".repeat(spec.levels[row]) + sign + spec.rows[row];
  };

  // Strokes across a cell: a sign that does not hang on colour.
  const hatched = (api, stroke) => {
    const [x, y] = api.coord([api.value(0), api.value(1)]);
    const [width, height] = api.size([1, 1]);
    const left = x - width / 2;
    const top = y - height / 2;
    const children = [];
    for (let at = 0; at < width + height; at += 6) {
      const shape = {
        x1: left + Math.min(at, width), y1: top + Math.max(0, at - width),
        x2: left + Math.max(0, at - height), y2: top + Math.min(at, height),
      };
      children.push({ type: "line", shape, style: { stroke, lineWidth: 1, opacity: 0.55 } });
    }
    return { type: "group", children };
  };

  const builders = {
    option(spec) {
      const option = { ...spec.option };
      for (const name of ["xAxis", "yAxis"]) if (option[name]) option[name] = merged(axis(), option[name]);
      if (option.legend) option.legend = { textStyle: { color: "@ink" }, ...option.legend };
      if (spec.digits !== undefined) {
        const digits = { minimumFractionDigits: spec.digits, maximumFractionDigits: spec.digits };
        const exact = new Intl.NumberFormat(document.documentElement.lang, digits);
        option.tooltip = { ...option.tooltip, valueFormatter: (value) => exact.format(value) };
        for (const name of ["xAxis", "yAxis"]) {
          const given = option[name];
          if (!given || given.type !== "value") continue;
          option[name] = { ...given, axisLabel: { ...given.axisLabel, formatter: (value) => short.format(value), hideOverlap: true } };
        }
      }
      return option;
    },

    progress(spec, state) {
      const level = state.level || (spec.points.length ? spec.points[spec.points.length - 1][0] : null);
      const points = spec.points.filter((point) => point[0] === level);
      const line = (name, at, tone, dashed) => ({
        name,
        type: "line",
        step: "end",
        showSymbol: points.length < 40,
        symbolSize: 5,
        lineStyle: { width: 2.5, color: tone, type: dashed ? "dashed" : "solid" },
        itemStyle: { color: tone },
        data: points.filter((point) => point[at] !== null).map((point) => [point[1], point[at]]),
      });
      return {
        grid: { left: 8, right: 16, top: 40, bottom: 28, containLabel: true },
        legend: { top: 0, left: 0, textStyle: { color: "@ink" } },
        tooltip: { trigger: "axis", valueFormatter: (value) => number.format(value) },
        xAxis: { ...axis(), type: "value", name: spec.words.seconds, nameLocation: "middle", nameGap: 26 },
        yAxis: { ...axis(), type: "value", scale: true, axisLabel: { color: "@soft", formatter: (v) => number.format(v) } },
        series: [
          line(spec.words.incumbent, 2, "@accent", false),
          line(spec.words.bound, 3, "@reserve", true),
        ],
      };
    },

    heat(spec, state) {
      const view = visible(spec, state);
      state.view = view;
      const place = new Map(view.map((row, y) => [row, y]));
      const data = [];
      view.forEach((row, y) => spec.cells[row].forEach((value, x) => { if (value !== null) data.push([x, y, value]); }));
      const unsure = [];
      spec.tentative.forEach((row) => {
        if (place.has(row)) spec.cells[row].forEach((value, x) => { if (value !== null) unsure.push([x, place.get(row), 0]); });
      });
      const shown = 24;
      const over = (value) => spec.above !== null && value > spec.above;
      const small = spec.columns.length > 40;
      const rows = view.map((row) => label(spec, state, row));
      return {
        grid: { left: 8, right: rows.length > shown ? 26 : 8, top: 26, bottom: 44, containLabel: true, show: true, backgroundColor: "@away", borderWidth: 0 },
        tooltip: {
          formatter: (item) => {
            const [x, y, value] = item.value;
            const sign = over(value) ? `\n▲ ${spec.words.above}` : "";
            const row = view[y];
            const unsure = spec.tentative.includes(row) ? `\n▨ ${spec.words.tentative}` : "";
            return `${spec.rows[row]}\n${spec.columns[x]}: ${number.format(value)}${spec.unit}${sign}${unsure}`;
          },
        },
        xAxis: { ...axis(), type: "category", data: spec.columns, position: "top", splitLine: { show: false }, axisLabel: { color: "@soft", hideOverlap: true } },
        yAxis: { ...axis(), type: "category", data: rows, inverse: true, triggerEvent: spec.levels.length > 0, splitLine: { show: false }, axisLabel: { color: "@soft", width: 150, overflow: "truncate", interval: 0, ...(spec.levels.length ? { align: "left", margin: 128, width: 124 } : {}) } },
        dataZoom: rows.length > shown
          ? [{ type: "slider", yAxisIndex: 0, right: 0, width: 18, startValue: 0, endValue: shown - 1, brushSelect: false, showDetail: false, borderColor: "@line", fillerColor: "@accent-soft", handleStyle: { color: "@accent" } },
             { type: "inside", yAxisIndex: 0, zoomOnMouseWheel: false, moveOnMouseWheel: true }]
          : [],
        visualMap: {
          type: "continuous", min: 0, max: spec.top, seriesIndex: 0, calculable: false, orient: "horizontal", left: "center", bottom: 0,
          itemHeight: 140, itemWidth: 12, text: [`${number.format(spec.top)}${spec.unit}`, `0${spec.unit}`],
          textStyle: { color: "@soft" }, inRange: { color: ["@h1", "@h2", "@h3", "@h4", "@h5"] }, outOfRange: { color: "@over" },
        },
        series: [{
          type: "heatmap", data, progressive: 0, animation: false,
          itemStyle: { borderWidth: rows.length > 200 ? 0 : 1, borderColor: "@panel" },
          label: {
            show: !small, fontSize: 10, color: "@ink", textBorderColor: "@panel", textBorderWidth: 2,
            formatter: (item) => (over(item.value[2]) ? `▲${Math.round(item.value[2])}` : item.value[2] ? String(Math.round(item.value[2])) : ""),
          },
          emphasis: { itemStyle: { borderColor: "@ink", borderWidth: 1 } },
        }, {
          type: "custom", data: unsure, silent: true, animation: false, progressive: 0, clip: true,
          renderItem: (_, api) => hatched(api, colour("ink")),
        }],
      };
    },
  };

  const drawn = new Map();

  const draw = (place) => {
    const held = drawn.get(place);
    held.chart.setOption(coloured(frame(builders[held.spec.kind](held.spec, held.state))), true);
  };

  // Folds or unfolds a row; "all" and "none" do so with every department.
  const fold = (held, row) => {
    const { spec, state } = held;
    const parents = spec.levels.map((_, at) => at).filter((at) => hasRows(spec, at));
    if (row === "all") parents.forEach((at) => state.open.add(at));
    else if (row === "none") state.open.clear();
    else if (state.open.has(row)) state.open.delete(row);
    else if (hasRows(spec, row)) state.open.add(row);
    held.redraw();
    document.querySelectorAll("[data-fold][aria-expanded]").forEach((button) => {
      button.setAttribute("aria-expanded", String(state.open.has(Number(button.dataset.fold))));
    });
  };

  const begin = (place) => {
    if (drawn.has(place)) return drawn.get(place);
    const block = place.querySelector("script[type='application/json']");
    const spec = JSON.parse(block.textContent);
    const surface = document.createElement("div");
    surface.className = "surface";
    place.append(surface);
    const held = { spec, state: {}, chart: echarts.init(surface, null, { renderer: "canvas" }) };
    drawn.set(place, held);
    held.redraw = () => draw(place);
    new ResizeObserver(() => held.chart.resize()).observe(place);
    draw(place);
    if (spec.follow) {
      held.chart.on("click", (item) => {
        if (item.data && item.data.link) location.assign(item.data.link);
      });
    }
    if (spec.link) {
      held.chart.on("click", (item) => {
        if (item.componentType === "yAxis") return fold(held, held.state.view[item.tickIndex ?? item.dataIndex]);
        if (!item.value) return;
        const [column, y] = item.value;
        const row = held.state.view[y];
        const to = spec.link.replace("{row}", encodeURIComponent(spec.ids[row])).replace("{column}", column);
        location.assign(to);
      });
    }
    return held;
  };

  const all = (root) => root.querySelectorAll("[data-chart]").forEach(begin);
  window.roundtableCharts = { begin, all };
  all(document);
  if (drawn.size) performance.mark("charts-drawn");
  document.addEventListener("htmx:afterSettle", (event) => all(event.detail.elt));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach((_, place) => draw(place)));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fold]");
    if (!button) return;
    const wanted = button.dataset.fold;
    drawn.forEach((held) => {
      if (held.spec.levels && held.spec.levels.length) fold(held, wanted === "all" || wanted === "none" ? wanted : Number(wanted));
    });
  });
  document.addEventListener("change", (event) => {
    const chooser = event.target.closest("[data-chart-level]");
    if (!chooser) return;
    const held = drawn.get(document.getElementById(chooser.dataset.chartLevel));
    held.state.level = chooser.value;
    held.redraw();
  });
})();
