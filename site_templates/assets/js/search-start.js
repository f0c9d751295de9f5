// Whether the search can work here: a page opened from a folder may load no modules, and an old browser
// can't unpack the index (before Chrome 86, Firefox 113, Safari 16.4). Then the page says so, and where to
// go; else the search starts. Old browsers have to understand this script too.
(function () {
  "use strict";

  var results = document.getElementById("results");
  var modules = document.currentScript.dataset.modules.trim().split(" ");
  var canSearch = "DecompressionStream" in window && "replaceChildren" in Element.prototype;

  function explain(id) {
    document.getElementById(id).hidden = false;
    document.getElementById("search-form").hidden = true;
    results.setAttribute("aria-busy", "false");
  }

  function fail() {
    document.getElementById("search-status").textContent = "搜索没有成功，可能是网络中断了，请刷新网页再试。";
    results.setAttribute("aria-busy", "false");
  }

  // What was asked stays in the field, whatever becomes of the search.
  document.getElementById("q").value = new URLSearchParams(location.search).get("q") || "";

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
    script.onerror = fail;
    document.head.append(script);
  }
})();
