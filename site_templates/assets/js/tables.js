// Tables marked data-sortable get a button in every column heading. Without this script they are
// whole all the same, in the order of the page.
(() => {
  "use strict";

  const collator = new Intl.Collator("zh-CN", { numeric: true });

  const valueOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value ?? cell.textContent.trim();
  };

  const numberOf = (text) => Number.parseFloat(text.replaceAll(",", ""));

  const comparison = (column, kind) => (a, b) => {
    const [left, right] = [valueOf(a, column), valueOf(b, column)];
    return kind === "number" ? numberOf(left) - numberOf(right) : collator.compare(left, right);
  };

  const sort = (table, heading) => {
    const direction = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", direction);
    const compare = comparison(heading.cellIndex, heading.dataset.sort);
    const sign = direction === "ascending" ? 1 : -1;
    const rows = [...table.tBodies[0].rows].sort((a, b) => sign * compare(a, b));
    table.tBodies[0].append(...rows);
  };

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    for (const heading of table.tHead.rows[0].cells) {
      if (!heading.dataset.sort) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.title = "按这一列排序";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading));
      heading.append(button);
    }
  }
})();
