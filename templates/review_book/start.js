/* Begins: reads the data, asks whose draft it is, and joins what is clicked and typed to the parts that know it. */
(function (book) {
  "use strict";

  var each = book.rules.each, digest = book.digest, pane = book.pane, list = book.list, keeping = book.keeping, files = book.files, byId = pane.byId;
  var undo = null, remade = null, stored = "";
  var KINDS = { local: "这个浏览器不能用数据库暂存，改存在它的本地存储里，容量较小；请常点“保存结果”。",
    none: "这个浏览器不能自动暂存（可能是无痕窗口或禁用了网站数据）。关闭窗口前请点“保存结果”，或“更多”里的“下载草稿”。" };

  function say(text, bad, undoText, undoDo) {
    byId("said-text").textContent = text;
    byId("said").className = "bar-line" + (bad ? " bad" : "");
    byId("said").hidden = !text;
    byId("said-undo").hidden = !undoText;
    byId("said-undo").textContent = undoText || "";
    undo = undoDo || null;
  }

  function tell(answer) { if (answer) { say(answer.text, answer.bad); } }

  /* Everything that follows from the entries. */
  function refresh(strict) {
    var counted = book.rules.total(book.leaves.map(function (leaf) { return leaf.state(); }));
    byId("done").textContent = String(counted.done);
    byId("bar").style.width = Math.round(100 * counted.done / (book.leaves.length || 1)) + "%";
    byId("total").textContent = (counted.near ? "约 " : "") + counted.text;
    byId("total").title = counted.near ? "自评不适用的指标改为评分的太多，以导入后系统计算的为准" :
      counted.given ? "含按规定计分的不适用指标，与导入后系统计算的一致" : "";
    byId("total-name").textContent = counted.given ? "核验分合计（含不适用计分）" : "核验分合计";
    byId("beside").textContent = (counted.begun ? "，" + counted.begun + " 项没填完" : "") + (counted.cut ? "，" + counted.cut + " 项有扣分" : "");
    list.paint();
    if (pane.open()) { pane.tell(strict); }
    kept();
  }

  /* Where the text is: in the fields alone, in the browser, in a file. */
  function kept(word) {
    stored = word === undefined ? stored : word;
    byId("kept").textContent = stored + (book.dirty ? (stored ? "，" : "") + "还没有存成文件" : "");
    byId("kept").className = "kept" + (keeping.broken() ? " bad" : "");
  }

  /* What the draft says of itself. */
  function state(word, detail) {
    var name = keeping.person(), reading = "另一个窗口正在填" + name + "的这一份，这里只能看。";
    if (word === "writing") { kept("正在暂存……"); }
    if (word === "kept") { kept("已暂存 " + detail.slice(11)); }
    if (word === "failed") {
      say(detail === "full" ? "这个浏览器存不下了，刚才填的还在这个窗口里。请现在点“保存结果”或“更多”里的“下载草稿”。" :
        "暂存没有成功，刚才填的还在这个窗口里。请现在点“保存结果”或“更多”里的“下载草稿”。", true);
      kept("没有暂存");
    }
    byId("lock").hidden = word !== "elsewhere" && word !== "asking" && word !== "nameless";
    byId("lock-take").hidden = word !== "elsewhere";
    byId("lock-text").textContent = word === "elsewhere" ? reading : word === "asking" ? "正在看有没有别的窗口在填……" : "先填写评查人姓名，再填核验意见；各人的草稿分开存。";
    if (word === "elsewhere") { pane.lock(reading); }
    if (word === "asking") { pane.lock("正在打开草稿……"); }
    if (word === "nameless") { pane.lock("先填写评查人姓名"); }
    if (word === "writing" || word === "kept") { byId("lock").hidden = true; }
  }

  /* The draft stands in the leaves: from here on it can be written. */
  function loaded(from) {
    byId("lock").hidden = true;
    pane.lock("");
    pane.show(book.leaves[list.current()]);
    refresh();
    kept(from.count ? "已暂存 " + from.from.slice(11) : "");
    if (from.remade) { offer(from); return; }
    if (from.count) {
      say("接着 " + digest.clean(from.from) + " 填的：" + from.count + " 项。", false, "从头填，这些另存", function () {
        var count = keeping.discard("从头填的时候留下的");
        pane.write();
        refresh();
        say("已从头开始；原来的 " + count + " 项在“更多”的“另存的旧稿”里。");
        showAsides();
      });
    }
    showAsides();
  }

  /* The draft of an earlier build, with what has changed since. */
  function offer(from) {
    var rows = byId("remade-rows"), changed = 0;
    remade = from;
    rows.textContent = "";
    function row(code, entry, what) {
      var line = document.createElement("tr");
      each([code, entry, what], function (text) { line.appendChild(pane.make("td", "", text)); });
      rows.appendChild(line);
    }
    function brief(entry) { return entry ? [entry.score ? entry.score + " 分" : "", entry.opinion || ""].filter(Boolean).join("，") || "没填完" : ""; }
    each(book.leaves, function (leaf) {
      var moved = leaf.moved();
      if (moved.length) { changed += 1; row(leaf.code + " " + leaf.data.name, brief(leaf.entry), moved.join("；")); }
    });
    each(from.strange, function (record) { row(digest.clean(record.code), brief(book.rules.shaped(record.entry)), "不在这本评查册里了，旧稿里的另存"); });
    each(from.news, function (code) { row(code, "", "这次新列入"); });
    byId("remade-title").textContent = "评查册重新做过，这里有你在旧册里填的 " + from.count + " 项";
    byId("remade-lead").textContent = "旧册 " + digest.clean(from.made || "") + " 制作，最后填写 " + digest.clean(from.from) + "。" +
      (changed ? "填过的里面有 " + changed + " 项依据变了，接着用的话会标“要核对”。" : "填过的各项，依据都没有变。");
    byId("remade").querySelector(".scroll").hidden = !rows.firstChild;
    byId("remade").hidden = false;
    pane.lock("先选用不用旧稿（在上面）");
    byId("remade-title").focus();
  }

  function decided(use) {
    var count;
    byId("remade").hidden = true;
    if (use) {
      keeping.adopt(remade.strange);
      say("接着用旧稿：" + remade.count + " 项。" + (remade.strange.length ? "不在这本里的 " + remade.strange.length + " 项在“更多”的“另存的旧稿”里。" : ""));
    } else {
      count = keeping.discard("评查册重新制作，没有接着用", remade.strange);
      say("已从头开始；旧稿 " + count + " 项在“更多”的“另存的旧稿”里。");
    }
    remade = null;
    pane.lock("");
    pane.show(book.leaves[list.current()]);
    refresh();
    showAsides();
  }

  function showAsides() {
    keeping.asides(function (records) {
      byId("asides").hidden = !records.length;
      byId("asides").textContent = "下载另存的旧稿（" + records.length + " 份）";
    });
  }

  function fetchAsides() {
    keeping.asides(function (records) {
      var all = {};
      each(records, function (record) {
        Object.keys(record.entries || {}).forEach(function (code) { all[code] = book.rules.shaped(record.entries[code]); });
      });
      tell(files.draft(keeping.person() + "-旧稿", all));
    });
  }

  /* Typed or clicked in the pane. */
  function entered(strict) {
    keeping.touch(pane.read());
    refresh(strict);
  }
  book.changed = function () { each(book.leaves, function (leaf) { if (leaf.state().touched) { keeping.touch(leaf); } }); pane.write(); refresh(); };

  function inside(node, id) { return byId(id).contains(node); }

  function named() {
    var name = digest.clean(byId("inspector").value);
    byId("inspector").value = name;
    if (!book.ready) { return; } /* the storage is not open yet; the name is taken up then */
    if (name !== keeping.person()) { keeping.begin(name); }
  }

  function menu(open) {
    byId("menu").hidden = !open;
    byId("more").setAttribute("aria-expanded", open ? "true" : "false");
    if (open) { byId("load").focus(); showAsides(); }
  }

  function up(node, test) {
    while (node && node !== document) {
      if (test(node)) { return node; }
      node = node.parentNode;
    }
    return null;
  }

  function has(name) { return function (node) { return (" " + (node.className || "") + " ").indexOf(" " + name + " ") >= 0; }; }

  function marked(name) { return function (node) { return node.getAttribute && node.getAttribute(name); }; }

  /* One indicator on; the last one says so. */
  function onward(by) {
    if (!list.step(by) && by > 0) { say("这是列表里的最后一项。"); }
    refresh();
  }

  function reason(text) {
    var why = byId("f-reason");
    why.value += (why.value ? "，" : "") + text;
    entered();
    why.focus();
  }

  /* The claim as it stands; what was looked at and where is left as it is. */
  function agree() {
    var leaf = pane.open(), entry = {};
    Object.keys(leaf.entry).forEach(function (key) { entry[key] = leaf.entry[key]; });
    entry.score = leaf.data.agree;
    entry.opinion = "属实";
    if (!entry.reason) { entry.reason = "经查阅佐证，与自评一致。"; }
    replace(leaf, entry);
  }

  function replace(leaf, entry) {
    leaf.write(entry);
    keeping.touch(leaf);
    if (leaf === pane.open()) { pane.write(); }
    refresh();
  }

  function wipe() {
    var leaf = pane.open(), before = leaf.entry;
    replace(leaf, {});
    say("已清空 " + leaf.code + "。" + (leaf.data.base ? "轮次文件里原有的认定仍然有效，清空不会删去它。" : ""), false, "撤销", function () {
      replace(leaf, before);
      say("");
    });
  }

  var CLICKS = {
    save: function () { tell(files.save(keeping.person())); if (!keeping.person()) { byId("inspector").focus(); } refresh(true); },
    draft: function () { tell(files.draft(keeping.person())); menu(false); byId("more").focus(); },
    load: function () { menu(false); byId("file").click(); },
    asides: function () { fetchAsides(); menu(false); },
    print: function () { menu(false); window.print(); },
    more: function () { menu(byId("menu").hidden); },
    drawer: function () { list.drawer(byId("drawer").getAttribute("aria-expanded") !== "true"); },
    "side-close": function () { list.drawer(false); },
    unfilter: function () { byId("search").value = ""; list.find(""); list.filter("all"); list.paint(); },
    "said-close": function () { say(""); },
    "said-undo": function () { if (undo) { undo(); } },
    "lock-take": function () { keeping.takeOver(); },
    "remade-use": function () { decided(true); },
    "remade-drop": function () { decided(false); },
    "pane-moved-ok": function () { keeping.touch(pane.open()); refresh(); },
    next: function () { onward(1); },
    prev: function () { onward(-1); },
    agree: agree,
    wipe: wipe
  };

  function clicked(event) {
    var node = event.target, found;
    if (!byId("menu").hidden && !inside(node, "menu") && !inside(node, "more")) { menu(false); }
    found = up(node, has("open"));
    if (found && found.tagName === "BUTTON") {
      found = pane.toggle(found);
      if (found) { found.checked = true; entered(); }
      return;
    }
    found = up(node, has("fold"));
    if (found) { list.fold(found.parentNode); list.paint(); return; }
    found = up(node, marked("data-filter"));
    if (found) { list.filter(found.getAttribute("data-filter")); list.paint(); return; }
    found = up(node, marked("data-reason"));
    if (found) { reason(found.getAttribute("data-reason")); return; }
    found = up(node, function (item) { return item.tagName === "A" && inside(item, "tree"); });
    if (found) {
      event.preventDefault();
      each(book.leaves, function (leaf) { if (leaf.code === found.parentNode.getAttribute("data-code")) { list.show(leaf.at); } });
      refresh();
      return;
    }
    found = up(node, function (item) { return item.tagName === "BUTTON" && Object.prototype.hasOwnProperty.call(CLICKS, item.id); });
    if (found) { CLICKS[found.id](); }
  }

  function typing(target) { return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio)$/.test(target.type); }

  function pressed(event) {
    var key = event.key, control = event.ctrlKey || event.metaKey, choice;
    function take(act) { event.preventDefault(); act(); }
    if (control && (key === "s" || key === "S")) {
      take(CLICKS.save);
    } else if (control && key === "Enter") {
      take(function () { onward(1); });
    } else if (event.altKey && (key === "ArrowDown" || key === "ArrowUp")) {
      take(function () { onward(key === "ArrowDown" ? 1 : -1); });
    } else if (event.altKey && (key === "n" || key === "N")) {
      take(function () { if (!list.nextOpen()) { say("每一项都已评过。"); } refresh(); });
    } else if (key === "Escape") {
      escape(event.target);
    } else if (key === "Enter" && event.target.id === "inspector") {
      take(function () { named(); event.target.blur(); });
    } else if (key === "/" && !typing(event.target) && !control && !event.altKey) {
      take(function () { list.drawer(getComputedStyle(byId("drawer")).display !== "none"); byId("search").focus(); });
    } else if (/^[1-4]$/.test(key) && !typing(event.target) && !control && !event.altKey && !pane.shut()) {
      choice = document.querySelectorAll("#pane input[name=opinion]")[Number(key) - 1];
      take(function () { choice.checked = true; entered(); });
    }
  }

  function escape(target) {
    if (target.id === "search" && target.value) {
      target.value = "";
      list.find("");
      list.paint();
    } else if (!byId("menu").hidden) {
      menu(false);
      byId("more").focus();
    } else {
      list.drawer(false);
    }
  }

  function listen() {
    document.addEventListener("input", function (event) {
      if (event.target.id === "search") { list.find(event.target.value); list.paint(); return; }
      if (inside(event.target, "pane") || event.target.className === "opened") { entered(); }
    });
    document.addEventListener("change", function (event) {
      var picked = event.target;
      if (picked.id === "file") {
        if (picked.files.length) { readFile(picked.files[0]); }
        picked.value = "";
      } else if (picked.id === "inspector") {
        named();
      } else if (inside(picked, "pane") || picked.className === "opened") {
        entered(/^text/.test(picked.type));
      }
    });
    document.addEventListener("click", clicked);
    document.addEventListener("keydown", pressed);
    window.addEventListener("hashchange", function () { list.show(fromAddress(), true); refresh(); });
    window.addEventListener("beforeprint", files.print);
    window.addEventListener("pagehide", function () { keeping.leave(); });
    window.addEventListener("pageshow", function (event) { if (event.persisted) { keeping.begin(keeping.person()); } });
    document.addEventListener("visibilitychange", function () { if (document.hidden) { keeping.write(null); } });
    window.addEventListener("beforeunload", function (event) {
      if (!book.dirty || !keeping.held()) { return undefined; }
      event.preventDefault();
      event.returnValue = "有改动还没有存成文件";
      return event.returnValue;
    });
  }

  function readFile(file) {
    var reader = new FileReader();
    reader.onload = function () {
      if (pane.shut() && !keeping.held()) { say("现在不能载入：" + pane.shut(), true); return; }
      tell(files.load(String(reader.result), file.name, function (question) { return window.confirm(question); }));
      pane.write();
      refresh();
    };
    reader.onerror = function () { say(file.name + " 打不开。", true); };
    reader.readAsText(file, "utf-8");
  }

  function fromAddress() {
    var wanted = "", found = 0;
    try { wanted = decodeURIComponent(location.hash.slice(3)); } catch (ignored) { return 0; }
    each(book.leaves, function (leaf) { if (leaf.code === wanted) { found = leaf.at; } });
    return found;
  }

  /* Whose draft: the one of the book, else the last one that this browser holds. */
  function persons() {
    keeping.others(function (drafts) {
      drafts.sort(function (a, b) { return a.when < b.when ? 1 : -1; });
      each(drafts, function (draft) {
        var option = pane.make("option");
        option.value = digest.clean(draft.person);
        byId("persons").appendChild(option);
      });
      book.ready = true;
      keeping.begin(book.data.inspector);
      if (!book.data.inspector) {
        named();
        if (drafts.length && !keeping.person()) {
          byId("lock-text").textContent = "先填写评查人姓名。这台电脑上有草稿的：" + drafts.map(function (draft) { return digest.clean(draft.person) + "（" + draft.count + " 项）"; }).join("、") + "。";
        }
      }
    });
  }

  book.data = JSON.parse(byId("data").textContent);
  book.earlier = {};
  book.dirty = false;
  book.leaves = book.data.leaves.map(function (data, at) { return new book.rules.Leaf(data, at); });
  pane.gather();
  list.gather();
  listen();
  if (!book.leaves.length) { return; }
  list.show(fromAddress(), true);
  refresh();
  if (book.data.closed) { byId("weak").textContent = book.data.closed; byId("weak").hidden = false; }
  keeping.start({ state: state, loaded: loaded, peeked: function () { pane.write(); refresh(); }, flush: function () { /* every key is written as it comes */ } }, function (kind) {
    if (KINDS[kind]) { byId("weak").textContent = KINDS[kind]; byId("weak").hidden = false; }
    if (navigator.storage && navigator.storage.persist) { navigator.storage.persist()["catch"](function () { /* then it may be cleared when the disk is full */ }); }
    persons();
  });
}(window.shifan = window.shifan || {}));
