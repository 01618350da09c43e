/* An inspector's form: draft while typing, contradictions at once, keys 1 to 4; answers go out when the line is back. */
(function () {
  "use strict";
  var shifan = window.shifan, form = document.getElementById("verify"), status = document.getElementById("saved"), box = document.getElementById("errors"), warn = document.getElementById("v-warn");
  if (!form) { return; }
  var base = form.dataset.base, timer = 0;
  function say(tone, text) { status.className = "saved " + tone; status.textContent = text; }
  function read() { return shifan.fields(form); }
  function marked() { form.querySelectorAll(".seg label").forEach(function (label) { label.classList.toggle("on", label.firstElementChild.checked); }); }
  var keeper = shifan.draft.keeper(form.dataset.key, function () { return base; }, read, say);
  form.addEventListener("input", function () {
    marked();
    keeper.touch();
    clearTimeout(timer);
    timer = setTimeout(async function () {
      try {
        var answer = await shifan.json("PUT", form.dataset.url + "?preview=1", { fields: read() }, { once: true });
        var told = answer.status === 200 ? answer.data.warnings : answer.status === 422 ? answer.data.problems.map(function (item) { return item.what; }) : [];
        warn.textContent = told.join("；");
        warn.hidden = !told.length;
      } catch (error) { /* the line is down: said in the head, asked again with the next pause */ }
    }, 250);
  });
  form.addEventListener("click", function (event) {
    var reason = event.target.closest("[data-reason]"), page = event.target.closest("[data-page]"), why = form.elements.reason, viewer = document.querySelector("[data-viewer]");
    var more = reason ? reason.dataset.reason : page && viewer ? "第" + viewer.dataset.page + "页" : "";
    if (!more || event.target.closest("[data-viewer]")) { return; }
    why.value = why.value + (why.value ? "，" : "") + more;
    why.dispatchEvent(new Event("input", { bubbles: true }));
    why.focus();
  });
  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    keeper.stop();
    say("wait", "正在保存……");
    var answer = await shifan.save(form, "PUT", form.dataset.url, { fields: read(), base: base }, box);
    if (answer.status === 200) { await shifan.draft.drop(form.dataset.key); location.href = form.dataset.next || location.href; return; }
    if (answer.status === 409) { shifan.faults(form, box, { problem: "另一个窗口也改了这一项；你写的留在草稿里，再按一次就用现在写的。", problems: [] }); base = null; }
    say("bad", "没有保存");
  });
  (async function () {
    var here = await shifan.draft.here(form.dataset.key), stored = form.dataset.draft ? JSON.parse(form.dataset.draft) : null;
    if (here || stored) { shifan.fill(form, here ? here.fields : stored); say("", "草稿已经填好，还没有保存"); }
    marked();
    keeper.seen();
  })();
})();
