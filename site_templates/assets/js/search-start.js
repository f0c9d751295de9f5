// A page opened from a folder may not load modules: say so, and where to go. Elsewhere the search starts.
(() => {
  "use strict";

  const { dataset } = document.currentScript;
  if (location.protocol === "file:") {
    document.getElementById("search-local").hidden = false;
    document.getElementById("search-form").hidden = true;
    document.getElementById("results").setAttribute("aria-busy", "false");
    return;
  }
  const module = document.createElement("script");
  module.type = "module";
  module.src = dataset.module;
  document.head.append(module);
})();
