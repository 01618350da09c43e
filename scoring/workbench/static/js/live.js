/* News: one stream for all tabs of a browser, held by one that is visible; where there is none, a look every 20 s.
   A browser gives one server six lines: a stream in each of seven tabs would leave none for the pages. */
(function () {
  "use strict";
  var source = null, timer = 0, beat = 0, own = document.body.dataset;
  var me = window.shifan.id(), LEASE = "shifan-stream", NEWS = "shifan-news";
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
  /* Which tab holds the stream stands in the browser's own store; one that was closed is out of it after 6 s. */
  function lease() { try { return JSON.parse(localStorage.getItem(LEASE)); } catch (error) { return null; } }
  function elsewhere() { var held = lease(); return !!held && held.id !== me && Date.now() - held.at < 6000; }
  function hold() { try { localStorage.setItem(LEASE, JSON.stringify({ id: me, at: Date.now() })); } catch (error) { /* every tab its own stream */ } }
  function spread(text) { try { localStorage.setItem(NEWS, JSON.stringify({ at: Date.now(), data: text })); } catch (error) { /* they look by themselves */ } }
  window.addEventListener("storage", function (event) {
    if (event.key === NEWS && event.newValue && !source) { show(JSON.parse(JSON.parse(event.newValue).data)); }
  });
  function open() {
    clearInterval(timer);
    if (source || document.hidden || !window.EventSource) { return; }
    if (elsewhere()) { timer = setInterval(function () { if (!elsewhere()) { open(); } }, 3000); return; }
    hold();
    beat = setInterval(hold, 2000);
    source = new EventSource("/events");
    source.addEventListener("version", function (event) { spread(event.data); show(JSON.parse(event.data)); window.shifan.offline(false); });
    source.onerror = function () {
      box.classList.add("off");
      if (source.readyState === 2) { close(); timer = setInterval(look, 20000); }
    };
  }
  function close() {
    clearInterval(timer);
    clearInterval(beat);
    if (!source) { return; }
    source.close();
    source = null;
    var held = lease();
    if (held && held.id === me) { localStorage.removeItem(LEASE); }
  }
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
