/* Begins: reads the data, keeps what is entered in the browser, saves it as a file and takes such a file back. */
(function (book) {
  "use strict";

  var each = book.form.each, digest = book.digest, view = book.view, byId = view.byId;
  var FORMAT = "shifan-review";
  var states = [], dirty = false, store = null, storeKey = "", earlier = {}, waiting = null, undo = null;

  book.data = JSON.parse(byId("data").textContent);
  var head = book.data.head;

  function say(text, bad, undoText, undoDo) {
    byId("said-text").textContent = text;
    byId("said").className = "said live-only" + (bad ? " bad" : "");
    byId("said").hidden = !text;
    view.body("told", Boolean(text));
    byId("said-undo").hidden = !undoText;
    byId("said-undo").textContent = undoText || "";
    undo = undoDo || null;
  }

  /* Everything that follows from what the fields say now; `at` where only the fields of one sheet can have changed. */
  function refresh(at) {
    var counted;
    if (at === undefined) {
      states = book.leaves.map(function (leaf) { return leaf.state(); });
    } else {
      states[at] = book.leaves[at].state();
    }
    counted = book.form.total(states);
    byId("done").textContent = String(counted.done);
    byId("bar").style.width = Math.round(100 * counted.done / (book.leaves.length || 1)) + "%";
    byId("total").textContent = (counted.near ? "约 " : "") + counted.text;
    byId("total").title = counted.near ? "自评不适用的指标改为评分的太多，以导入后系统计算的为准" :
      counted.given ? "含按规定计分的不适用指标，与导入后系统计算的一致" : "";
    byId("total-name").textContent = counted.given ? "核验分合计（含不适用计分）" : "核验分合计";
    byId("beside").textContent = (counted.begun ? counted.begun + " 项没填完　" : "") +
      (counted.cut ? counted.cut + " 项有扣分　" : "") + (dirty ? "有改动未存成文件" : "");
    view.paint(states);
    view.tell(book.leaves[view.current()], states[view.current()], false);
  }

  function stamp() {
    function two(number) { return (number < 10 ? "0" : "") + number; }
    var now = new Date();
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate()) + " " +
      two(now.getHours()) + ":" + two(now.getMinutes());
  }

  /* What was entered here: finished findings, and drafts of the others. */
  function entered() {
    var made = { findings: {}, drafts: {} };
    each(book.leaves, function (leaf, at) {
      if (!states[at].touched || states[at].empty) { return; }
      made[states[at].complete ? "findings" : "drafts"][leaf.code] = states[at].entry;
    });
    return made;
  }

  function keep() {
    var made = entered();
    if (!store) { return; }
    try {
      store.setItem(storeKey, JSON.stringify({ findings: made.findings, drafts: made.drafts, earlier: earlier,
        inspector: byId("inspector").value, when: stamp(), dirty: dirty }));
    } catch (full) {
      store = null;
      say("这个浏览器存不下暂存内容，请现在就点“保存结果”，以后每填几项存一次。", true);
    }
  }

  function changed(everywhere) {
    dirty = true;
    refresh(everywhere ? undefined : view.current());
    clearTimeout(waiting);
    waiting = setTimeout(keep, 300);
  }
  book.changed = changed;

  /* Puts findings and drafts into the fields; those that are not of this book are named. */
  function fill(saved) {
    var strange = [], known = {};
    each(book.leaves, function (leaf) { known[leaf.code] = leaf; });
    each(["drafts", "findings"], function (part) {
      Object.keys(saved[part] || {}).forEach(function (code) {
        if (Object.prototype.hasOwnProperty.call(known, code)) { known[code].write(shaped(saved[part][code])); } else { strange.push(code); }
      });
    });
    earlier = {};
    Object.keys(saved.earlier || {}).forEach(function (code) {
      if (Array.isArray(saved.earlier[code])) { earlier[code] = saved.earlier[code].map(String); }
    });
    return strange;
  }

  /* A finding of which every part has its shape, whatever a file may hold. */
  function shaped(entry) {
    var made = {};
    entry = entry && typeof entry === "object" ? entry : {};
    each(book.form.TEXTS, function (key) { if (typeof entry[key] === "string") { made[key] = digest.clean(entry[key]); } });
    each(book.form.LISTS, function (key) { if (Array.isArray(entry[key])) { made[key] = entry[key].map(digest.clean); } });
    return made;
  }

  function restore() {
    var saved = null;
    storeKey = "shifan-review:" + head.round + ":" +
      digest.sha256([head.workspace, head.tree_sha256, head.basis_sha256, head.round_sha256].join("|")).slice(0, 16);
    try {
      store = window.localStorage;
      saved = JSON.parse(store.getItem(storeKey) || "null");
    } catch (refused) {
      store = null;
      say("这个浏览器不能自动暂存，关闭窗口前请点“保存结果”。", true);
    }
    if (!saved || typeof saved !== "object") { return; }
    if (!Object.keys(saved.findings || {}).length && !Object.keys(saved.drafts || {}).length && !saved.inspector) { return; }
    fill(saved);
    byId("inspector").value = digest.clean(saved.inspector || "");
    dirty = saved.dirty === true;
    say("已恢复 " + digest.clean(saved.when || "") + " 暂存在这个浏览器里的填写。", false, "不要，重新填", function () {
      each(book.leaves, function (leaf) { leaf.write(leaf.data.form); });
      earlier = {};
      changed(true);
      say("已放弃暂存的内容。");
    });
  }

  function wordy(count) { return count + " 项"; }

  /* The result as a file of the browser's downloads. */
  function save() {
    var inspector = digest.clean(byId("inspector").value), made, content, left;
    if (!inspector) {
      say("请先在右上角填写评查人姓名，再保存。", true);
      byId("inspector").focus();
      return;
    }
    refresh();
    made = entered();
    if (!Object.keys(made.findings).length && !Object.keys(made.drafts).length) {
      say("还没有填写任何一项，没有可保存的结果。", true);
      return;
    }
    content = { base: {}, claims: {}, earlier: {}, drafts: made.drafts, findings: made.findings, inspector: inspector, saved: stamp() };
    Object.keys(head).forEach(function (key) { content[key] = head[key]; });
    each(book.leaves, function (leaf) {
      var finding = made.findings[leaf.code], mark;
      if (!finding) { return; }
      content.base[leaf.code] = leaf.data.base;
      content.claims[leaf.code] = leaf.data.asked;
      if (earlier[leaf.code]) { content.earlier[leaf.code] = earlier[leaf.code].slice(); }
      mark = digest.sha256(digest.canonical(finding)).slice(0, 12);
      if (!earlier[leaf.code]) { earlier[leaf.code] = []; }
      if (earlier[leaf.code].indexOf(mark) < 0) { earlier[leaf.code].push(mark); }
    });
    content.digest = digest.sha256(digest.canonical(content));
    deliver("核验结果-" + head.round + "-" + inspector.replace(/[\\\/:*?"<>|\s]/g, "_") + ".json",
      JSON.stringify(content, null, 1) + "\n");
    dirty = false;
    keep();
    refresh();
    left = Object.keys(made.drafts).length;
    say("已保存 " + wordy(Object.keys(made.findings).length) + (left ? "；另有 " + wordy(left) + "没填完，文件里留着，导入时不写入" : "") +
      "。文件在浏览器的下载文件夹里，用 shifan sheet import 导入。");
  }

  function deliver(name, text) {
    var blob = new Blob([text], { type: "application/json" }), link;
    if (navigator.msSaveOrOpenBlob) { navigator.msSaveOrOpenBlob(blob, name); return; }
    link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    document.body.removeChild(link);
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  /* A saved result back into the fields. */
  function load(text, name) {
    var saved, told, strange, lost = [];
    try { saved = JSON.parse(text.replace(/^\ufeff/, "")); } catch (broken) { saved = null; }
    if (!saved || saved.format !== FORMAT || typeof saved.findings !== "object") {
      say(name + " 不是评查册保存的核验结果。", true);
      return;
    }
    if (saved.workspace !== head.workspace || saved.round !== head.round || saved.basis !== head.basis) {
      say(name + " 是“" + digest.clean(saved.workspace) + "”" + digest.clean(saved.round) + " 的结果，这本评查册是“" +
        head.workspace + "”" + head.round + "，没有载入。", true);
      return;
    }
    told = saved.digest;
    delete saved.digest;
    if (told !== digest.sha256(digest.canonical(saved)) &&
        !window.confirm(name + " 在保存以后被改动过。仍然载入吗？（载入后请逐项核对）")) { return; }
    each(book.leaves, function (leaf, at) {
      var next = saved.findings[leaf.code] || (saved.drafts || {})[leaf.code];
      if (next && states[at].touched && !states[at].empty &&
          digest.canonical(shaped(next)) !== digest.canonical(states[at].entry)) { lost.push(leaf.code); }
    });
    if (lost.length && !window.confirm("载入会替换这里已填的 " + wordy(lost.length) + "：" + lost.slice(0, 8).join("、") +
        (lost.length > 8 ? "等" : "") + "。继续吗？")) { return; }
    strange = fill(saved);
    if (!digest.clean(byId("inspector").value)) { byId("inspector").value = digest.clean(saved.inspector || ""); }
    changed(true);
    say("已载入 " + name + "：" + wordy(Object.keys(saved.findings).length - strange.length) + "。" +
      (strange.length ? "不在这本评查册里的没有载入：" + strange.slice(0, 8).map(digest.clean).join("、") + "。" : ""));
  }

  function listen() {
    document.addEventListener("input", function (event) {
      if (event.target.id === "search") { view.find(event.target.value); view.paint(states); return; }
      if (event.target.id === "inspector" || event.target.form) { changed(); }
    });
    document.addEventListener("change", function (event) {
      var picked = event.target;
      if (picked.id === "file") {
        if (picked.files.length) { readFile(picked.files[0]); }
        picked.value = "";
      } else if (picked.type === "checkbox" || picked.type === "radio") {
        changed();
      } else if (picked.form) {
        view.tell(book.leaves[view.current()], states[view.current()], true);
      }
    });
    document.addEventListener("submit", function (event) { event.preventDefault(); });
    document.addEventListener("click", clicked);
    document.addEventListener("keydown", pressed);
    window.addEventListener("hashchange", function () { view.show(fromAddress(), true); refresh(view.current()); });
    window.addEventListener("beforeprint", function () {
      each(book.leaves, function (leaf, at) { view.tell(leaf, states[at], false); });
      each(document.querySelectorAll("textarea"), tall);
    });
    window.addEventListener("beforeunload", function (event) {
      if (!dirty) { return undefined; }
      event.preventDefault();
      event.returnValue = "有改动还没有存成文件";
      return event.returnValue;
    });
  }

  function tall(area) { area.style.height = "auto"; area.style.height = area.scrollHeight + "px"; }

  function readFile(file) {
    var reader = new FileReader();
    reader.onload = function () { load(String(reader.result), file.name); };
    reader.onerror = function () { say(file.name + " 打不开。", true); };
    reader.readAsText(file, "utf-8");
  }

  function within(node, test) {
    while (node && node !== document) {
      if (test(node)) { return node; }
      node = node.parentNode;
    }
    return null;
  }

  function has(name) {
    return function (node) { return (" " + (node.className || "") + " ").indexOf(" " + name + " ") >= 0; };
  }

  function go(act) { act(); refresh(view.current()); }

  function clicked(event) {
    var node = event.target, leaf = book.leaves[view.current()], found;
    if (within(node, has("open"))) { view.open(within(node, has("open"))); return; }
    if (within(node, has("next"))) { go(function () { view.step(1); }); return; }
    if (within(node, has("prev"))) { go(function () { view.step(-1); }); return; }
    if (within(node, has("agree"))) { agree(leaf); return; }
    if (within(node, has("wipe"))) { wipe(leaf); return; }
    found = within(node, has("fold"));
    if (found) {
      view.fold(found.parentNode);
      found.setAttribute("aria-expanded", found.getAttribute("aria-expanded") === "true" ? "false" : "true");
      view.paint(states);
      return;
    }
    found = within(node, function (item) { return item.getAttribute && item.getAttribute("data-filter"); });
    if (found) {
      view.filter(found.getAttribute("data-filter"));
      each(document.querySelectorAll("[data-filter]"), function (item) {
        item.setAttribute("aria-pressed", item === found ? "true" : "false");
      });
      view.paint(states);
      return;
    }
    found = within(node, has("leaf"));
    if (found && within(node, function (item) { return item.tagName === "A"; })) {
      event.preventDefault();
      each(book.leaves, function (item, at) {
        if (item.code === found.getAttribute("data-code")) { go(function () { view.show(at); }); }
      });
      return;
    }
    if (node.id === "save") { save(); }
    if (node.id === "load") { byId("file").click(); }
    if (node.id === "said-close") { say(""); }
    if (node.id === "said-undo" && undo) { undo(); }
    if (node.id === "drawer") {
      found = node.getAttribute("aria-expanded") !== "true";
      view.body("drawn-out", found);
      node.setAttribute("aria-expanded", found ? "true" : "false");
    }
  }

  /* The claim as it stands; what was looked at and where is left as it is. */
  function agree(leaf) {
    var entry = leaf.read();
    entry.score = leaf.data.agree;
    entry.opinion = "属实";
    if (!entry.reason) { entry.reason = "经查阅佐证，与自评一致。"; }
    leaf.write(entry);
    changed();
  }

  function wipe(leaf) {
    var before = leaf.read();
    leaf.write({});
    changed();
    say("已清空 " + leaf.code + "。" + (leaf.data.base ? "轮次文件里原有的认定仍然有效，清空不会删去它。" : ""), false, "撤销", function () {
      leaf.write(before);
      changed(true);
      say("");
    });
  }

  function pressed(event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && !/^(checkbox|radio)$/.test(event.target.type);
    var key = event.key;
    function take(act) { event.preventDefault(); act(); }
    if ((event.ctrlKey || event.metaKey) && (key === "s" || key === "S")) {
      take(save);
    } else if (event.altKey && key === "ArrowDown") {
      take(function () { go(function () { view.step(1); }); });
    } else if (event.altKey && key === "ArrowUp") {
      take(function () { go(function () { view.step(-1); }); });
    } else if (event.altKey && (key === "n" || key === "N")) {
      take(function () { go(function () { if (!view.nextOpen(states)) { say("每一项都已评过。"); } }); });
    } else if (key === "/" && !typing && !event.ctrlKey && !event.altKey) {
      take(function () { byId("search").focus(); });
    } else if (key === "Escape" && event.target.id === "search") {
      event.target.value = "";
      view.find("");
      view.paint(states);
    }
  }

  function fromAddress() {
    var wanted = "", at, found = 0;
    try { wanted = decodeURIComponent(location.hash.slice(3)); } catch (ignored) { return 0; }
    for (at = 0; at < book.leaves.length; at += 1) { if (book.leaves[at].code === wanted) { found = at; } }
    return found;
  }

  book.leaves = [];
  each(document.querySelectorAll("#sheets article"), function (article, at) {
    book.leaves.push(new book.form.Leaf(book.data.leaves[at], article));
    if (!book.data.leaves[at].agree) { article.querySelector(".agree").hidden = true; }
  });
  view.gather();
  restore();
  listen();
  if (book.leaves.length) { view.show(fromAddress(), true); refresh(); }
}(window.shifan = window.shifan || {}));
