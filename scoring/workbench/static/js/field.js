/* Work while the line is down: pages of the sample kept on this machine, answers that wait and go out later, in order. */
(function () {
  "use strict";
  var shifan = (window.shifan = window.shifan || {}), login = document.body.dataset.login, database = null, sending = false, MOST = 60;

  function open() {
    if (!database) {
      database = new Promise(function (done) {
        var request = indexedDB.open("shifan-field", 1);
        request.onupgradeneeded = function () { ["queue", "pages", "pictures", "owner"].forEach(function (name) { request.result.createObjectStore(name); }); };
        request.onsuccess = function () { done(request.result); };
        request.onerror = function () { done(null); };
      });
    }
    return database;
  }
  async function use(store, mode, act) {
    var db = await open();
    if (!db) { return null; }
    return new Promise(function (done) {
      var request = act(db.transaction(store, mode).objectStore(store));
      request.onsuccess = function () { done(request.result); };
      request.onerror = function () { done(null); };
    });
  }
  function get(store, key) { return use(store, "readonly", function (box) { return box.get(key); }); }
  function put(store, key, value) { return use(store, "readwrite", function (box) { return box.put(value, key); }); }
  function drop(store, key) { return use(store, "readwrite", function (box) { return box.delete(key); }); }
  function clear(store) { return use(store, "readwrite", function (box) { return box.clear(); }); }
  function all(store) { return use(store, "readonly", function (box) { return box.getAll(); }); }

  /* Evidence of another person's sample never stays on a machine that two share; answers stay until they are handed in. */
  async function own() {
    var owner = await get("owner", "login");
    if (owner !== login) { await clear("pages"); await clear("pictures"); await put("owner", "login", login); }
  }
  async function mine() { return ((await all("queue")) || []).filter(function (item) { return item.login === login; }); }
  async function show() {
    var items = await mine(), box = document.getElementById("unsent"), refused = items.filter(function (item) { return item.problem; });
    if (box) {
      box.hidden = !items.length;
      box.textContent = "未回传 " + items.length + " 项" + (refused.length ? "，其中 " + refused.length + " 项没有收下：" + refused[0].code + " " + refused[0].problem : "");
    }
    document.querySelectorAll(".list [data-go]").forEach(function (link) {
      var waits = items.some(function (item) { return item.url === link.getAttribute("href"); }), mark = link.querySelector(".mk");
      if (waits && mark) { mark.className = "mk half wait"; mark.textContent = "⇡"; }
    });
    var button = document.querySelector("#handin button");
    if (button) { button.disabled = items.length > 0; }
    return items;
  }
  /* Sends what waits, one after the other; what is refused stays, with the reason. */
  async function flush() {
    if (sending) { return; }
    sending = true;
    try {
      var items = (await mine()).filter(function (item) { return !item.problem; });
      for (var i = 0; i < items.length; i++) {
        var item = items[i], answer = await shifan.json("PUT", item.url, item.body, { once: true });
        if (answer.status === 200) { await drop("queue", login + " " + item.url); await drop("pages", item.url); await shifan.draft.drop(item.key); }
        else if (answer.status === 429 || answer.status >= 500 || answer.status === 401) { break; }
        else { item.problem = answer.data.problem; await put("queue", login + " " + item.url, item); }
      }
    } catch (error) { shifan.offline(true); } finally { sending = false; }
    await show();
  }
  async function keep(url, key, body) {
    var name = login + " " + url, before = await get("queue", name);
    if (before && before.body.base !== undefined) { body.base = before.body.base; }
    await put("queue", name, { login: login, url: url, code: url.split("/").pop(), key: key, body: body, at: Date.now() });
    return show();
  }
  /* A page from the server, else the one kept here, its pictures from here as well. */
  async function page(url) {
    try {
      var response = await fetch(url, { headers: { "Accept": "text/html" }, credentials: "same-origin" });
      shifan.offline(false);
      if (!response.ok || response.url.indexOf("/login") > 0) { location.href = url; return null; }
      var text = await response.text();
      put("pages", url, text);
      return new DOMParser().parseFromString(text, "text/html");
    } catch (error) {
      shifan.offline(true);
      var kept = await get("pages", url);
      if (!kept) { shifan.toast("连不上服务器，这一项还没有存到本机，换一项先评"); return null; }
      var made = new DOMParser().parseFromString(kept, "text/html"), image = made.querySelector(".pageimg");
      if (image) { var blob = await get("pictures", image.getAttribute("src")); if (blob) { image.src = URL.createObjectURL(blob); } }
      return made;
    }
  }
  /* Quietly takes the coming indicators along: page and first picture. */
  async function ahead() {
    var links = Array.prototype.slice.call(document.querySelectorAll(".list [data-go]")), at = links.findIndex(function (link) { return link.hasAttribute("aria-current"); });
    var coming = links.slice(at + 1).concat(links.slice(0, Math.max(at, 0))).slice(0, MOST);
    for (var i = 0; i < coming.length; i++) {
      var url = coming[i].getAttribute("href");
      if (document.hidden || document.body.classList.contains("is-offline")) { return; }
      if (await get("pages", url)) { continue; }
      try {
        var response = await fetch(url + "?ahead=1", { headers: { "Accept": "text/html" }, credentials: "same-origin" });
        if (!response.ok) { return; }
        var text = await response.text();
        await put("pages", url, text);
        var image = new DOMParser().parseFromString(text, "text/html").querySelector(".pageimg");
        if (image) { var source = image.getAttribute("src"), picture = await fetch(source, { credentials: "same-origin" }); if (picture.ok) { await put("pictures", source, await picture.blob()); } }
      } catch (error) { return; }
      await new Promise(function (done) { setTimeout(done, 400); });
    }
  }
  shifan.field = { kept: function (url) { return get("pages", url); }, waiting: function (url) { return get("queue", login + " " + url); }, keep: keep, flush: flush, page: page, show: show, forget: function (url) { return drop("queue", login + " " + url); } };
  own().then(show).then(flush).then(function () { setTimeout(ahead, 400); });
  window.addEventListener("online", flush);
  setInterval(async function () { if ((await mine()).some(function (item) { return !item.problem; })) { flush(); } }, 8000);
})();
