"use strict";
// Tables are whole without this: it only lets a reader sort their rows by a column.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent;
  const compare = (a, b) => {
    // Rows without a value come last, whichever way the others are sorted.
    if (a === "" || b === "") return a === b ? 0 : null;
    const [x, y] = [Number(a), Number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b) : x - y;
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
      const rows = [...body.rows].sort((p, q) => {
        const [a, b] = [value(p, column), value(q, column)];
        return compare(a, b) === null ? (a === "" ? 1 : -1) : sign * compare(a, b);
      });
      body.append(...rows);
    });
  });
}
document.documentElement.dataset.sortable = "yes";
