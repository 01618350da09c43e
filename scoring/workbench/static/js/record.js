/* A record with plain fields (a piece of evidence): draft while typing, save, and a clear word when others saved too. */
(function () {
  "use strict";
  var shifan = window.shifan, form = document.getElementById("evidence"), status = document.getElementById("saved"), box = document.getElementById("errors");
  if (!form || !status) { return; }
  var base = form.dataset.draftBase || form.dataset.base;
  function say(tone, text) { status.className = "saved " + tone; status.textContent = text; }
  var keeper = shifan.draft.keeper(form.dataset.key, function () { return base; }, function () { return shifan.fields(form); }, say);
  keeper.seen();
  form.addEventListener("input", keeper.touch);
  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    keeper.now();
    say("wait", "正在保存……");
    var answer = await shifan.save(form, "PUT", form.dataset.url, { fields: shifan.fields(form), base: base }, box);
    if (answer.status === 200) { await shifan.draft.drop(form.dataset.key); location.reload(); return; }
    if (answer.status === 409) {
      var theirs = (answer.data.fields || []).join("、");
      shifan.faults(form, box, { problem: "你写的时候，别人也改了" + theirs + "。你写的留在草稿里；再按一次保存，就用你写的。", problems: [] });
      base = answer.data.digest || base;
      say("bad", "没有保存：别人也改了");
      return;
    }
    say("bad", "没有保存：" + answer.data.problem);
  });
  (async function () {
    var here = await shifan.draft.here(form.dataset.key), stored = form.dataset.draft ? JSON.parse(form.dataset.draft) : null;
    var fields = here ? here.fields : stored;
    if (!fields) { return; }
    if (here) { base = here.base; }
    shifan.fill(form, fields);
    keeper.seen();
    say("", "草稿已经填好，还没有保存");
  })();
})();
