// The visitor's choice of type size, colours and contrast. It runs before the page is painted, so that
// nothing jumps, and keeps the choice in this browser alone. Without it the page follows the system.
(() => {
  "use strict";

  const KEY = "gongkai.display";
  const DEFAULTS = { text: "normal", theme: "auto", contrast: "normal" };
  const root = document.documentElement;

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return { ...DEFAULTS, ...(typeof kept === "object" ? kept : {}) };
    } catch {
      return { ...DEFAULTS }; // nothing can be kept in a private window or a file
    }
  };

  const keep = (choice) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(choice));
    } catch {
      // It holds for this page.
    }
  };

  const sheets = [...document.querySelectorAll("link[data-mode]")].map((sheet) => [sheet, sheet.media]);

  const apply = ({ text, theme, contrast }) => {
    root.dataset.text = text;
    for (const [sheet, bySystem] of sheets) {
      const chosen = sheet.dataset.mode === "dark" ? { light: "not all", dark: "screen" }[theme] : { more: "screen" }[contrast];
      sheet.media = chosen ?? bySystem;
    }
  };

  let choice = read();
  root.dataset.scripted = "";
  apply(choice);

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("display-settings");
    const show = () => {
      for (const [name, value] of Object.entries(choice)) {
        const option = [...form.elements[name]].find((one) => one.value === value);
        if (option) option.checked = true;
      }
    };
    show();
    form.addEventListener("change", () => {
      choice = Object.fromEntries(new FormData(form));
      keep(choice);
      apply(choice);
    });
    // Another window of this site, or a page that comes back from the browser's memory.
    const again = () => {
      choice = read();
      apply(choice);
      show();
    };
    addEventListener("storage", again);
    addEventListener("pageshow", (event) => event.persisted && again());
  });
})();
