/* Drafts: what is typed lies on this machine after 0.3 s and on the server after 1 s, until it is saved. */
(function () {
  "use strict";
  var shifan = (window.shifan = window.shifan || {});
  var database = null, pending = null;

  function store() {
    if (!database) {
      database = new Promise(function (done) {
        var request = indexedDB.open("shifan-drafts", 1);
        request.onupgradeneeded = function () { request.result.createObjectStore("drafts"); };
        request.onsuccess = function () { done(request.result); };
        request.onerror = function () { done(null); };
      });
    }
    return database;
  }
  function name(key) { return document.body.dataset.login + " " + key; }
  async function local(mode, act) {
    var db = await store();
    if (!db) { return null; }
    return new Promise(function (done) {
      var request = act(db.transaction("drafts", mode).objectStore("drafts"));
      request.onsuccess = function () { done(request.result); };
      request.onerror = function () { done(null); };
    });
  }

  shifan.draft = {
    here: function (key) { return local("readonly", function (box) { return box.get(name(key)); }); },
    forget: function (key) { return local("readwrite", function (box) { return box.delete(name(key)); }); },
    drop: async function (key) {
      await pending;
      await shifan.draft.forget(key);
      return shifan.send("DELETE", "/drafts/" + encodeURIComponent(key), null, { once: true }).catch(function () {});
    },
    /* Keeps the fields that `read` gives; `say` is told where they lie. */
    keeper: function (key, base, read, say) {
      var timers = [], last = "", open = false;
      function here() {
        return local("readwrite", function (box) { return box.put({ fields: read(), base: base(), at: Date.now() }, name(key)); });
      }
      function there() {
        open = false;
        return shifan.send("PUT", "/drafts/" + encodeURIComponent(key), { fields: read(), base: base() }, { once: true });
      }
      function stop() { clearTimeout(timers[0]); clearTimeout(timers[1]); }
      /* Before a save is sent: what was typed a moment ago lies in both places, whatever becomes of the save. */
      function now() {
        stop();
        if (!open) { return; }
        here();
        pending = there().catch(function () {});
      }
      function both() {
        var fields = read(), text = JSON.stringify(fields);
        if (text === last) { return; }
        last = text;
        open = true;
        stop();
        say("wait", "正在存草稿……");
        timers[0] = setTimeout(here, 300);
        timers[1] = setTimeout(async function () {
          try {
            var response = await there();
            if (!response.ok) { throw new Error(String(response.status)); }
            var now = new Date();
            say("", "草稿 " + now.toTimeString().slice(0, 8) + " 已存到服务器，断电、换电脑都在");
          } catch (error) {
            shifan.offline(true);
            say("bad", "连不上服务器，草稿已存在本机");
          }
        }, 1000);
      }
      return { touch: both, stop: stop, now: now, seen: function () { last = JSON.stringify(read()); } };
    }
  };

  /* The three columns: once somebody has chosen, this machine's copy of the draft is done with; the server's goes with the save. */
  document.addEventListener("submit", async function (event) {
    var form = event.target, button = event.submitter;
    if (!form.dataset.settles || !button || button.value === "keep") { return; }
    event.preventDefault();
    await shifan.draft.forget(form.dataset.settles);
    var field = document.createElement("input");
    field.type = "hidden"; field.name = button.name; field.value = button.value;
    form.appendChild(field);
    form.submit();
  });
})();
