/* A node of the tree: draft while typing, tried out before it is saved, and what would come of it. */
(function () {
  "use strict";
  var shifan = window.shifan, form = document.getElementById("node"), status = document.getElementById("saved");
  var box = document.getElementById("errors"), outlook = document.getElementById("outlook");
  if (!form || !status) { return; }
  var base = form.dataset.draftBase || form.dataset.base, timer = 0, running = null;
  function say(tone, text) { status.className = "saved " + tone; status.textContent = text; }
  function read() { return shifan.fields(form); }
  var keeper = shifan.draft.keeper(form.dataset.key, function () { return base; }, read, say);
  keeper.seen();
  async function preview() {
    if (running) { running.abort(); }
    running = new AbortController();
    try {
      var response = await shifan.send("PUT", form.dataset.url + "?preview=1", { fields: read() }, { once: true, signal: running.signal });
      var data = await response.json();
      outlook.hidden = true;
      if (!response.ok) { shifan.faults(form, box, data); return; }
      shifan.faults(form, box, null);
      if (!data.changed) { return; }
      var lines = [];
      if (data.sentence) { lines.push("标准：" + data.sentence); }
      lines.push("全县现分 " + data.total.before + " → " + data.total.after);
      data.problems.forEach(function (item) { lines.push("⚠ 保存后会有：" + item.what + (item.fix ? "。" + item.fix : "")); });
      outlook.textContent = lines.concat(data.notes).join("\n");
      outlook.className = data.problems.length ? "note pre" : "okbox pre";
      outlook.hidden = false;
    } catch (error) { /* the next pause in typing asks again */ }
  }
  function example() {
    var chosen = form.elements.rule && form.elements.rule.selectedOptions[0];
    if (chosen) { document.getElementById("example").textContent = chosen.dataset.example || "先选规则"; }
  }
  form.addEventListener("input", function () {
    example();
    keeper.touch();
    clearTimeout(timer);
    timer = setTimeout(preview, 500);
  });
  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    clearTimeout(timer);
    keeper.now();
    say("wait", "正在检查、保存……");
    var answer = await shifan.save(form, "PUT", form.dataset.url, { fields: read(), base: base }, box);
    if (answer.status === 200) { await shifan.draft.drop(form.dataset.key); location.href = form.dataset.back; return; }
    if (answer.status === 409) {
      base = answer.data.digest || base;
      shifan.faults(form, box, { problem: answer.data.problem + "。请看过现在的内容；再按一次保存，就用你写的。", problems: [] });
    }
    say("bad", "没有保存：" + answer.data.problem);
    box.scrollIntoView({ block: "nearest" });
  });
  (async function () {
    var here = await shifan.draft.here(form.dataset.key), stored = form.dataset.draft ? JSON.parse(form.dataset.draft) : null;
    var fields = here ? here.fields : stored;
    if (!fields) { return; }
    if (here) { base = here.base; }
    shifan.fill(form, fields);
    keeper.seen();
    say("", "草稿已经填好，还没有保存");
    preview();
  })();
  example();
})();
