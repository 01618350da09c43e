/* The tree: draft while typing, tried out before it is saved, what would come of it, the sum of the points. */
(function () {
  "use strict";
  var shifan = window.shifan, form = document.getElementById("node"), status = document.getElementById("saved");
  var box = document.getElementById("errors"), outlook = document.getElementById("outlook");
  if (!form || !status) { return; }
  var base = form.dataset.draftBase || form.dataset.base, timer = 0, running = null;
  function say(tone, text) { status.className = "saved " + tone; status.textContent = text; }
  function read() { return shifan.fields(form); }
  var none = { seen: function () {}, touch: function () {}, now: function () {} };
  var keeper = form.dataset.key ? shifan.draft.keeper(form.dataset.key, function () { return base; }, read, say) : none;
  keeper.seen();

  function foretell(data) {
    var lines = [];
    if (data.sentence) { lines.push("标准：" + data.sentence); }
    lines.push("全县现分 " + data.total.before + " → " + data.total.after);
    data.problems.forEach(function (item) { lines.push("⚠ 保存后会有：" + (item.what + (item.fix ? "。" + item.fix : "")).replace("？。", "？")); });
    outlook.textContent = lines.concat(data.notes).join("\n");
    outlook.className = data.problems.length ? "note pre" : "okbox pre";
    outlook.hidden = false;
  }
  function fault(data) {
    shifan.faults(form, box, data);
    var beside = document.getElementById("beside");
    if (beside && data && /合计|之和|分值/.test(box.textContent)) { beside.open = true; }
  }
  async function preview() {
    if (running) { running.abort(); }
    running = new AbortController();
    try {
      var response = await shifan.send("PUT", form.dataset.url + "?preview=1", { fields: read() }, { once: true, signal: running.signal });
      var data = await response.json();
      outlook.hidden = true;
      if (!response.ok) { fault(data); return; }
      fault(null);
      if (data.changed) { foretell(data); }
    } catch (error) { /* the next pause in typing asks again */ }
  }

  /* The example of the chosen rule; the table of requirements only where it counts. */
  function choices() {
    var chosen = form.elements.rule && form.elements.rule.selectedOptions[0];
    if (chosen) { document.getElementById("example").textContent = chosen.dataset.example || "先选规则"; }
    var needs = document.getElementById("needs-box");
    if (needs) { needs.hidden = form.elements.evidence.value !== "见佐证要求表"; }
  }
  /* What the points below one node come to, as they are typed. */
  function number(field) { return field && field.value.trim() !== "" ? Number(field.value) : NaN; }
  function sum() {
    var line = document.getElementById("points-sum");
    if (!line) { return; }
    var above = NaN, total = 0, open = false;
    form.querySelectorAll(".points-t tr[data-role]").forEach(function (row) {
      var value = number(row.querySelector("input"));
      if (row.dataset.role === "上级") { above = value; return; }
      if (isNaN(value)) { open = true; } else { total += value; }
    });
    if (form.querySelector("tr[data-role='下级']")) { above = number(form.elements.points); }
    else if (form.elements.points) {
      var own = number(form.elements.points);
      if (isNaN(own)) { open = true; } else { total += own; }
    }
    total = Math.round(total * 1000) / 1000;
    line.textContent = open ? "写了分值的合计 " + total + "，没有写的由上级平均分" : "合计 " + total + (isNaN(above) ? "" : total === above ? "，正好" : "，上级是 " + above);
    line.className = "hint" + (!open && !isNaN(above) && total !== above ? " why" : "");
  }
  /* Another line for a requirement: the last one again, empty, its number one higher. */
  function addRow() {
    var rows = form.querySelectorAll(".needs tbody tr"), last = rows[rows.length - 1], copy = last.cloneNode(true);
    function next(digits) { return Number(digits) + 1; }
    copy.querySelectorAll("input, select, label").forEach(function (part) {
      ["id", "name", "htmlFor"].forEach(function (key) { if (part[key]) { part[key] = part[key].replace(/\d+/, next); } });
      if (part.tagName === "LABEL") { part.textContent = part.textContent.replace(/\d+/, next); }
      if (part.tagName === "INPUT") { part.value = ""; } else if (part.tagName === "SELECT") { part.selectedIndex = 0; }
    });
    last.parentNode.appendChild(copy);
  }
  function another() {
    var used = form.querySelectorAll(".needs tbody tr:last-child input.txt");
    if (Array.prototype.some.call(used, function (field) { return field.value; })) { addRow(); }
  }
  form.addEventListener("input", function () {
    choices(); another(); sum();
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
    if (answer.status === 200) {
      if (form.dataset.key) { await shifan.draft.drop(form.dataset.key); }
      location.href = answer.data.url || form.dataset.back;
      return;
    }
    if (answer.status === 409 && form.dataset.conflict && answer.data.base) { location.href = form.dataset.conflict; return; }
    if (answer.status === 409) {
      base = answer.data.digest || base;
      shifan.faults(form, box, { problem: answer.data.problem + "。请看过现在的内容；再按一次保存，就用你写的。", problems: [] });
    } else { fault(answer.data); }
    say("bad", "没有保存：" + answer.data.problem);
    box.scrollIntoView({ block: "nearest" });
  });
  (async function () {
    var here = form.dataset.key && await shifan.draft.here(form.dataset.key), stored = form.dataset.draft ? JSON.parse(form.dataset.draft) : null;
    var fields = here ? here.fields : stored;
    if (!fields) { return; }
    if (here) { base = here.base; }
    while (form.querySelector(".needs") && Object.keys(fields).some(function (key) { return /^need\d+\.name$/.test(key) && !form.elements[key]; })) { addRow(); }
    shifan.fill(form, fields);
    form.querySelectorAll("input[type=hidden]").forEach(function (field) {
      if (field.name !== "base" && field.name in fields) { field.value = fields[field.name]; }
    });
    choices(); sum();
    keeper.seen();
    say("", "草稿已经填好，还没有保存");
    preview();
  })();
  choices(); sum();
  if (form.dataset.eager && form.querySelector("button[type=submit]")) { preview(); }
})();
