// The visitor's choice of type size, colours and contrast. It runs before the page is painted, so that
// nothing jumps, and keeps the choice in this browser alone. Without it the page follows the system.
(() => {
  "use strict";

  const KEY = "gongkai.display";
  // The first of each is how the page is for whoever has chosen nothing.
  const CHOICES = { text: ["normal", "large", "larger"], theme: ["auto", "light", "dark"], contrast: ["auto", "normal", "more"] };
  const root = document.documentElement;

  let unkept = null; // what was chosen, where nothing can be kept: it holds for this page

  const kept = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return unkept;
    }
  };

  const keep = (choice) => {
    unkept = JSON.stringify(choice);
    try {
      localStorage.setItem(KEY, unkept);
    } catch {
      // See above.
    }
  };

  const parsed = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };

  /** What was kept, as far as it is a choice: another site of this host may have written there. */
  const read = () => {
    const found = parsed(kept());
    const valid = ([name, values]) => [name, values.includes(found?.[name]) ? found[name] : values[0]];
    return Object.fromEntries(Object.entries(CHOICES).map(valid));
  };

  const apply = (choice) => Object.assign(root.dataset, choice);

  root.dataset.scripted = "";
  apply(read());

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("display-settings");
    const show = (choice) => {
      for (const [name, value] of Object.entries(choice)) form.elements[name].value = value;
    };
    show(read());
    form.addEventListener("change", () => {
      const choice = Object.fromEntries(new FormData(form));
      keep(choice);
      apply(choice);
    });
    // Another window of this site, or a page that comes back from the browser's memory.
    const again = () => {
      const choice = read();
      apply(choice);
      show(choice);
    };
    addEventListener("storage", again);
    addEventListener("pageshow", (event) => event.persisted && again());
  });
})();
