/* Talking to the server: JSON, a save id that makes a resend harmless, back-off, and login over the page. */
(function () {
  "use strict";
  var shifan = (window.shifan = window.shifan || {});
  var waiting = null;

  shifan.id = function () {
    var bytes = new Uint8Array(12);
    crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  };
  shifan.toast = function (text) {
    var box = document.getElementById("toast");
    if (!box) { return; }
    box.textContent = text;
    box.hidden = false;
    clearTimeout(box.timer);
    box.timer = setTimeout(function () { box.hidden = true; }, 5000);
  };
  shifan.offline = function (off) {
    var strip = document.getElementById("offline");
    if (strip) { strip.hidden = !off; }
    document.body.classList.toggle("is-offline", off);
    var state = document.getElementById("live-state");
    if (state) { state.textContent = off ? "没有连上" : "已连接"; }
  };
  function pause(seconds) { return new Promise(function (done) { setTimeout(done, seconds * 1000); }); }

  /* One request. Lost lines are tried again with back-off; a session that has ended asks for the password over the page. */
  shifan.send = async function (method, url, body, options) {
    options = options || {};
    var wait = 1;
    for (;;) {
      var response;
      try {
        response = await fetch(url, {
          method: method, credentials: "same-origin", signal: options.signal,
          headers: Object.assign({ "Accept": options.accept || "application/json", "Content-Type": "application/json" }, options.headers),
          body: body === undefined || body === null ? undefined : options.raw ? body : JSON.stringify(body)
        });
      } catch (error) {
        if (error.name === "AbortError" || options.once) { throw error; }
        shifan.offline(true);
        await pause(wait);
        wait = Math.min(wait * 2, 30);
        continue;
      }
      shifan.offline(false);
      if (response.status === 401 && !options.login) {
        if (!(await shifan.relogin())) { return response; }
        continue;
      }
      if (response.status === 429 || response.status === 503) {
        if (options.once) { return response; }
        await pause(Number(response.headers.get("Retry-After") || 3));
        continue;
      }
      return response;
    }
  };
  shifan.json = async function (method, url, body, options) {
    var response = await shifan.send(method, url, body, options);
    var data = {};
    try { data = await response.json(); } catch (error) { data = { problem: "服务器的回答读不出来" }; }
    return { status: response.status, data: data };
  };

  /* The same person logs in again without leaving the page; nothing is reloaded, nothing is lost. */
  shifan.relogin = function () {
    if (waiting) { return waiting; }
    var dialog = document.getElementById("relogin");
    if (!dialog || !dialog.showModal) { location.href = "/login?next=" + encodeURIComponent(location.pathname + location.search); return Promise.resolve(false); }
    waiting = new Promise(function (done) {
      var form = dialog.querySelector("form"), fault = document.getElementById("relogin-e");
      function end(value) { form.onsubmit = null; waiting = null; if (dialog.open) { dialog.close(); } done(value); }
      form.onsubmit = async function (event) {
        event.preventDefault();
        var answer = await shifan.json("POST", "/login", { login: form.elements.login.value, password: form.elements.password.value }, { login: true });
        if (answer.status === 200) { form.elements.password.value = ""; end(true); return; }
        fault.textContent = answer.data.problem;
        form.elements.password.focus();
      };
      document.getElementById("relogin-x").onclick = function () { end(false); };
      dialog.oncancel = function () { end(false); };
      dialog.showModal();
      form.elements.password.focus();
    });
    return waiting;
  };
})();
