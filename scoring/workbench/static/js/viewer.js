/* Pages of a piece: turn without loading the page anew, zoom, the next one fetched before it is asked for. */
(function () {
  "use strict";
  var sizes = ["z50", "z75", "z100", "z125", "z150", "z200"];
  function one(viewer) {
    var image = viewer.querySelector(".pageimg"), figure = viewer.querySelector("figure"), paper = viewer.querySelector(".paper");
    if (!image) { return; }
    var page = Number(viewer.dataset.page), pages = Number(viewer.dataset.pages), zoom = 1;
    function address(number) { return viewer.dataset.base + number + ".jpg"; }
    function ahead() { if (page < pages) { new Image().src = address(page + 1); } }
    function turn(number) {
      page = Math.max(1, Math.min(pages, number));
      image.src = address(page);
      image.alt = image.alt.replace(/第 \d+ 页$/, "第 " + page + " 页");
      viewer.dataset.page = page;
      viewer.querySelector("#viewer-at").textContent = "第 " + page + " 页，共 " + pages + " 页";
      paper.scrollTop = 0;
      ahead();
    }
    viewer.addEventListener("click", function (event) {
      var step = event.target.closest("[data-step]"), size = event.target.closest("[data-zoom]");
      if (step) { event.preventDefault(); turn(page + Number(step.dataset.step)); }
      if (size) {
        zoom = Math.max(0, Math.min(sizes.length - 1, zoom + Number(size.dataset.zoom)));
        figure.className = sizes[zoom];
        paper.classList.toggle("big", zoom > 2);
      }
    });
    paper.addEventListener("keydown", function (event) {
      if (event.key === "PageDown" || event.key === "ArrowRight") { turn(page + 1); event.preventDefault(); }
      if (event.key === "PageUp" || event.key === "ArrowLeft") { turn(page - 1); event.preventDefault(); }
    });
    ahead();
  }
  window.shifan.view = function () { document.querySelectorAll("[data-viewer]").forEach(one); };
  window.shifan.view();
})();
