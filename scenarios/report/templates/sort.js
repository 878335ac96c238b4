"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = table.tHead.rows[0].cells;
  for (const head of heads) {
    if (head.classList.contains("chart")) continue;
    head.tabIndex = 0;
    head.classList.add("sorts");
    const sort = () => {
      const before = head.getAttribute("aria-sort");
      const up = before ? before === "descending" : !head.classList.contains("r");
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const at = head.cellIndex;
      const key = (row) => {
        const cell = row.cells[at];
        if (!cell) return "";
        const text = cell.dataset.v ?? cell.textContent.trim();
        const number = Number(text.replaceAll(",", ""));
        return text !== "" && Number.isFinite(number) ? number : text;
      };
      const order = (a, b) => {
        const x = key(a), y = key(b);
        if (typeof x === "number" && typeof y === "number") return x - y;
        return String(x).localeCompare(String(y), document.documentElement.lang, { numeric: true });
      };
      for (const body of table.tBodies) {
        const rows = [...body.rows].sort(order);
        if (!up) rows.reverse();
        body.append(...rows);
      }
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        sort();
      }
    });
  }
}
