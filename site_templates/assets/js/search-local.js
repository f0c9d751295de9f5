// A page opened from a folder may not load modules: say so, and where to go.
if (location.protocol === "file:") {
  document.getElementById("search-local").hidden = false;
  document.getElementById("search-form").hidden = true;
}
