/* The form of an indicator: draft while typing, score before saving, save, and what to do when somebody else saved. */
(function () {
  "use strict";
  var form = document.getElementById("finding"), shifan = window.shifan;
  var status = document.getElementById("saved"), box = document.getElementById("errors"), panel = document.getElementById("panel");
  if (!form || !status) { return; }
  var base = form.dataset.draftBase || form.dataset.base, timer = 0, running = null;

  function say(tone, text) { status.className = "saved " + tone; status.textContent = text; }
  function read() { return shifan.fields(form); }
  function show() {
    var how = form.elements.how && form.elements.how.value || "facts";
    form.querySelectorAll("[data-how]").forEach(function (part) { part.hidden = part.dataset.how !== how; });
    form.querySelectorAll("[data-none]").forEach(function (mark) { mark.disabled = false; });
  }
  async function preview() {
    if (running) { running.abort(); }
    running = new AbortController();
    try {
      var response = await shifan.send("PUT", form.dataset.url + "?preview=1", { fields: read() }, { accept: "text/html", once: true, signal: running.signal });
      var text = await response.text();
      if (response.redirected) { return; }  /* the session is over: the save asks for the password, not the preview */
      if (response.ok) { panel.innerHTML = text; shifan.faults(form, box, null); }
      else if (response.status === 422) { shifan.faults(form, box, JSON.parse(text)); }
    } catch (error) { /* the next pause in typing asks again */ }
  }
  var keeper = shifan.draft.keeper(form.dataset.key, function () { return base; }, read, say);
  keeper.seen();
  form.addEventListener("input", function () {
    show();
    keeper.touch();
    clearTimeout(timer);
    timer = setTimeout(preview, 250);
  });
  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    var then = event.submitter && event.submitter.value;
    clearTimeout(timer);
    keeper.now();
    say("wait", "正在保存……");
    var answer = await shifan.save(form, "PUT", form.dataset.url, { fields: read(), base: base }, box);
    if (answer.status === 200) {
      base = answer.data.digest;
      await shifan.draft.drop(form.dataset.key);
      if (then === "next" && form.dataset.next) { location.href = form.dataset.next; return; }
      location.reload();
    } else if (answer.status === 409) {
      await shifan.send("PUT", "/drafts/" + encodeURIComponent(form.dataset.key), { fields: read(), base: base }, {});
      location.href = form.dataset.url.replace(/\/finding$/, "/conflict");
    } else {
      say("bad", "没有保存：" + answer.data.problem);
      box.scrollIntoView({ block: "nearest" });
    }
  });
  var drop = document.querySelector("[data-drop-draft]");
  if (drop) { drop.addEventListener("click", async function () { keeper.stop(); await shifan.draft.drop(form.dataset.key); location.reload(); }); }

  /* A draft of the server is filled in; one that lies on this machine alone (the line was down) comes before it. */
  (async function () {
    var stored = form.dataset.draft ? JSON.parse(form.dataset.draft) : null, here = await shifan.draft.here(form.dataset.key);
    var fields = here ? here.fields : stored;
    if (here) { base = here.base; }
    if (!fields) { return; }
    shifan.fill(form, fields);
    show();
    if (here && !stored) { keeper.touch(); shifan.toast("找到本机上没存完的草稿，已经填好"); } else { keeper.seen(); }
    preview();
  })();
})();
