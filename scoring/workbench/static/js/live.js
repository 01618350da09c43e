/* News: one stream in the visible tab alone, closed when it is hidden; where there is none, a look every 20 s. */
(function () {
  "use strict";
  var source = null, timer = 0, own = document.body.dataset;
  if (!own.login) { return; }
  var box = document.getElementById("live"), total = document.getElementById("live-total");

  function show(data) {
    box.classList.remove("off");
    if (data.login && data.login !== own.login) { location.reload(); return; }
    if (data.total && total) { total.textContent = data.total; }
    if (data.unread !== undefined) {
      var count = document.getElementById("bell-count"), bell = document.getElementById("bell");
      count.textContent = data.unread;
      count.hidden = !data.unread;
      bell.setAttribute("aria-label", data.unread + " 条新通知");
    }
    if (data.version && String(data.version) !== own.version) {
      own.version = data.version;
      document.dispatchEvent(new CustomEvent("shifan:version", { detail: data }));
    }
  }
  async function look() {
    try {
      var response = await fetch("/version", { headers: { "Accept": "application/json" }, credentials: "same-origin" });
      if (response.ok) { show(await response.json()); window.shifan.offline(false); }
    } catch (error) { box.classList.add("off"); window.shifan.offline(true); }
  }
  function open() {
    if (source || document.hidden || !window.EventSource) { return; }
    source = new EventSource("/events");
    source.addEventListener("version", function (event) { show(JSON.parse(event.data)); window.shifan.offline(false); });
    source.onerror = function () {
      box.classList.add("off");
      if (source.readyState === 2) { close(); timer = setInterval(look, 20000); }
    };
  }
  function close() { if (source) { source.close(); source = null; } clearInterval(timer); }
  document.addEventListener("visibilitychange", function () { if (document.hidden) { close(); } else { look(); open(); } });
  window.addEventListener("pagehide", close);
  window.addEventListener("load", open);

  /* The list of tasks follows by itself; whoever is typing is left alone. */
  document.addEventListener("shifan:version", async function () {
    var list = document.querySelector("[data-live]");
    if (!list || !list.id) { return; }
    var response = await fetch(location.href, { credentials: "same-origin" });
    if (!response.ok) { return; }
    var fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById(list.id);
    if (fresh && !list.contains(document.activeElement)) { list.replaceWith(document.importNode(fresh, true)); }
  });
})();
