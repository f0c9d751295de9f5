// Whether the search can work here: a page opened from a folder may load no modules, and an old browser
// can't unpack the index. Then the page says so, and where to go; else the search starts. Old browsers
// have to understand this script too.
(function () {
  "use strict";

  var modules = document.currentScript.dataset.modules.trim().split(" ");
  var canSearch = "noModule" in HTMLScriptElement.prototype && "DecompressionStream" in window;

  function explain(id) {
    document.getElementById(id).hidden = false;
    document.getElementById("search-form").hidden = true;
    document.getElementById("results").setAttribute("aria-busy", "false");
  }

  if (location.protocol === "file:") {
    explain("search-local");
  } else if (!canSearch) {
    explain("search-old");
  } else {
    modules.slice(1).forEach(function (address) {
      var link = document.createElement("link");
      link.rel = "modulepreload";
      link.href = address;
      document.head.append(link);
    });
    var script = document.createElement("script");
    script.type = "module";
    script.src = modules[0];
    document.head.append(script);
  }
})();
