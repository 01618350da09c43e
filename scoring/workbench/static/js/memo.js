/* Small forms in which somebody writes: the words are a draft while they are typed, and go only when they are saved. */
(function () {
  "use strict";
  var shifan = window.shifan;
  var forms = document.querySelectorAll("form[data-memo]"), stored = null;
  /* What was typed on another machine: asked for once, and only where this one has nothing. */
  async function elsewhere(key) {
    stored = stored || shifan.json("GET", "/drafts").catch(function () { return { data: {} }; });
    var answer = await stored;
    return (answer.data.drafts || []).filter(function (draft) { return draft.key === key; })[0];
  }
  Array.prototype.forEach.call(forms, function (form) {
    var key = form.dataset.memo, status = form.querySelector("[data-saved]"), box = form.querySelector("[data-errors]");
    function say(tone, text) { if (status) { status.className = "saved sm " + tone; status.textContent = text; } }
    function read() { return shifan.fields(form); }
    var keeper = shifan.draft.keeper(key, function () { return ""; }, read, say);
    keeper.seen();
    form.addEventListener("input", keeper.touch);
    form.addEventListener("submit", async function (event) {
      keeper.now();
      if (event.submitter && event.submitter.hasAttribute("formaction")) { return; }
      event.preventDefault();
      say("wait", "正在保存……");
      var body = new FormData(form), fields = read();
      fields.base = body.get("base") || undefined;
      var answer = await shifan.save(form, "POST", form.getAttribute("action"), fields, box);
      if (answer.status === 200) {
        await shifan.draft.drop(key);
        if (form.dataset.next) { location.href = form.dataset.next + (answer.data.number || ""); } else { location.reload(); }
        return;
      }
      if (answer.status === 409 && box) { shifan.faults(form, box, { problem: answer.data.problem + "。你写的还在，刷新页面再办。", problems: [] }); }
      say("bad", "没有办成，写的内容还在");
    });
    (async function () {
      if (form.dataset.typed) { return; }
      var here = (await shifan.draft.here(key)) || (await elsewhere(key));
      if (!here) { return; }
      shifan.fill(form, here.fields);
      keeper.seen();
      say("", "上次写的已经填好，还没有办");
      var fold = form.closest("details");
      if (fold) { fold.open = true; }
    })();
  });
})();
