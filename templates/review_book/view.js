/* What is seen: one indicator at a time, the tree with its marks, search and filters, evidence opened in place. */
(function (book) {
  "use strict";

  var each = book.form.each;
  var MARKS = { open: "○", begun: "◐", unsure: "◇", done: "●", cut: "▼" };
  var NAMES = { open: "未评", begun: "没填完", unsure: "无法核实", done: "已评", cut: "有扣分" };
  var lines = [], filter = "all", words = "", current = 0;

  function byId(id) { return document.getElementById(id); }

  /* A class of the whole page, on or off. */
  function body(name, on) {
    var others = (" " + document.body.className + " ").replace(" " + name + " ", " ").replace(/^ +| +$/g, "");
    document.body.className = on ? (others ? others + " " : "") + name : others;
  }

  /* The lines of the tree, each indicator with its place among the sheets and the texts that search looks at. */
  function gather() {
    var at = 0;
    each(byId("tree").children, function (item) {
      var leaf = item.className.indexOf("leaf") >= 0;
      lines.push({ item: item, depth: Number(item.getAttribute("data-depth")), leaf: leaf ? at : -1, folded: false,
        words: leaf ? book.leaves[at].article.querySelector(".read").textContent.toLowerCase() : "" });
      at += leaf ? 1 : 0;
    });
  }

  function fits(line, states) {
    var name = states[line.leaf].name;
    var chosen = filter === "all" || (filter === "open" && (name === "open" || name === "begun")) ||
      (filter === "done" && (name === "done" || name === "cut" || name === "unsure")) ||
      (filter === "cut" && name === "cut");
    return chosen && words.split(/\s+/).every(function (word) { return line.words.indexOf(word) >= 0; });
  }

  /* Marks and counts, and which lines are there to be seen. */
  function paint(states) {
    var open = [], any = false, at, line, inside, done, seen, last, hidden;
    for (at = lines.length - 1; at >= 0; at -= 1) {
      line = lines[at];
      if (line.leaf >= 0) {
        line.fits = fits(line, states);
        line.done = /done|cut|unsure/.test(states[line.leaf].name);
        any = any || line.fits;
        mark(line, states[line.leaf]);
      } else {
        inside = 0; done = 0; seen = false;
        for (last = at + 1; last < lines.length && lines[last].depth > line.depth; last += 1) {
          if (lines[last].leaf >= 0) { inside += 1; done += lines[last].done ? 1 : 0; seen = seen || lines[last].fits; }
        }
        line.fits = seen;
        line.item.querySelector(".count").textContent = done + "/" + inside;
      }
    }
    each(lines, function (line) {
      while (open.length && open[open.length - 1].depth >= line.depth) { open.pop(); }
      hidden = !line.fits || open.some(function (above) { return above.folded; });
      if (line.item.hidden !== hidden) { line.item.hidden = hidden; }
      if (line.leaf < 0) { open.push(line); }
    });
    byId("none").hidden = any;
  }

  function mark(line, state) {
    var item = line.item, told = state.name + (state.scored ? state.entry.score : "");
    if (line.told === told) { return; }
    line.told = told;
    item.querySelector(".mark").textContent = MARKS[state.name];
    item.querySelector(".sr").textContent = NAMES[state.name];
    item.className = item.className.replace(/ ?\bis-\w+/g, "") + " is-" + state.name;
    if (line.points === undefined) { line.points = item.querySelector(".got").textContent; }
    item.querySelector(".got").textContent = state.scored ? state.entry.score : line.points;
  }

  /* Shows one sheet and no other. */
  function show(at, quiet) {
    if (at < 0 || at >= book.leaves.length) { return; }
    current = at;
    each(book.leaves, function (leaf, index) {
      leaf.article.className = index === at ? "shown" : "";
    });
    each(lines, function (line) {
      var link = line.leaf >= 0 ? line.item.querySelector("a") : null;
      if (!link) { return; }
      if (line.leaf === at) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
      if (line.leaf === at && !quiet && link.scrollIntoView) { nearby(line.item); }
    });
    body("drawn-out", false);
    byId("drawer").setAttribute("aria-expanded", "false");
    try { history.replaceState(null, "", "#i-" + encodeURIComponent(book.leaves[at].code)); } catch (ignored) { /* old */ }
    if (!quiet) {
      window.scrollTo(0, 0);
      book.leaves[at].article.querySelector(".read").scrollTop = 0;
      book.leaves[at].article.focus({ preventScroll: true });
    }
  }

  /* Brings a line of the tree into the part that is seen. */
  function nearby(item) {
    var side = byId("tree"), top = item.offsetTop - side.offsetTop;
    if (top < side.scrollTop || top + item.offsetHeight > side.scrollTop + side.clientHeight) {
      side.scrollTop = top - side.clientHeight / 3;
    }
  }

  function step(by) {
    var order = lines.filter(function (line) { return line.leaf >= 0 && (line.fits || line.leaf === current); });
    var at;
    for (at = 0; at < order.length; at += 1) {
      if (order[at].leaf === current && order[at + by]) { show(order[at + by].leaf); return; }
    }
  }

  function nextOpen(states) {
    var at, index;
    for (at = 1; at <= states.length; at += 1) {
      index = (current + at) % states.length;
      if (states[index].name === "open" || states[index].name === "begun") { show(index); return true; }
    }
    return false;
  }

  /* Puts a file on the page, or takes it away; what is looked at is ticked. */
  function open(button) {
    var piece = button.parentNode.parentNode, stage = piece.querySelector(".stage"), kind = button.getAttribute("data-show");
    var shown = button.getAttribute("aria-expanded") !== "true", key = button.getAttribute("data-key");
    var source = (key ? book.data.files[key] : "") + button.getAttribute("data-src"), frame, box;
    button.setAttribute("aria-expanded", shown ? "true" : "false");
    button.textContent = shown ? "收起" : "在此打开";
    stage.hidden = !shown;
    if (kind === "text") { stage.className = shown ? "stage text seen" : "stage text"; }
    if (shown && kind !== "text") {
      frame = document.createElement(kind === "pdf" ? "iframe" : "img");
      frame.className = kind;
      if (kind === "pdf") {
        frame.title = piece.querySelector(".piece-name").textContent;
      } else {
        frame.alt = piece.querySelector(".piece-name").textContent;
        frame.onerror = function () { stage.textContent = "图片打不开：请检查 evidence 文件夹是不是和评查册放在一起。"; };
      }
      /* For the readers inside browsers: the whole width, no panel of thumbnails. */
      frame.src = kind === "pdf" ? source + (source.indexOf("#") < 0 ? "#" : "&") + "navpanes=0&view=FitH" : source;
      stage.appendChild(frame);
    } else if (kind !== "text") {
      stage.textContent = "";
    }
    if (shown && kind !== "text" && piece.scrollIntoView) { piece.scrollIntoView(true); }
    box = piece.querySelector("input.opened");
    if (shown && !box.checked) { box.checked = true; book.changed(); }
  }

  /* Faults, the cost of untrue evidence, and the verdict below the form of one sheet. */
  function tell(leaf, state, strict) {
    var fields = leaf.fields, article = leaf.article, verdict = article.querySelector(".verdict"), said = "";
    each(article.querySelectorAll("[data-fault]"), function (place) {
      var key = place.getAttribute("data-fault"), fault = state.faults[key];
      var missing = state.entry[key] === undefined;
      place.hidden = !fault || (missing && !strict);
      place.textContent = fault || "";
      if (place.hidden) { fields[key].removeAttribute("aria-invalid"); } else { fields[key].setAttribute("aria-invalid", "true"); }
    });
    article.querySelector(".field.bad").hidden = !state.entry.untrue && state.entry.penalty === undefined;
    article.querySelector(".penal").textContent = (state.entry.untrue || []).join("、") +
      (state.entry.penalty === undefined && book.data.deduct[leaf.code] ? "，不填按规定扣 " + book.data.deduct[leaf.code] + " 分" : "");
    article.querySelector(".ticked").className = state.entry.opened ? "ticked" : "ticked none";
    article.querySelector(".ticked").textContent = state.entry.opened ? "已勾选：" + state.entry.opened.join("、") :
      "在左边材料上勾选；“在此打开”会自动勾上";
    if (state.name === "cut") { said = "比自评分低，计为有扣分。"; }
    if (state.name === "done" && state.scored) { said = "本项已填好。"; }
    if (state.name === "unsure") { said = "记为无法核实，不给核验分，不计入合计。"; }
    if (state.name === "begun") { said = "还没填完：" + Object.keys(state.faults).map(function (key) { return state.faults[key]; }).join("；") + "。"; }
    if (leaf.data.by && state.touched && leaf.data.by !== byId("inspector").value) {
      said += "轮次文件里本项是" + leaf.data.by + "评的，导入时会请你确认。";
    }
    verdict.textContent = said;
    verdict.className = "verdict live-only is-" + state.name;
    each(article.querySelectorAll(".piece"), function (piece) {
      var bad = piece.querySelector("input.untrue").checked, seen = piece.querySelector("input.opened").checked;
      piece.className = piece.className.replace(/ ?\b(seen|bad)\b/g, "") + (seen ? " seen" : "") + (bad ? " bad" : "");
    });
  }

  book.view = {
    gather: gather, paint: paint, show: show, step: step, nextOpen: nextOpen, open: open, tell: tell, byId: byId, body: body,
    current: function () { return current; },
    filter: function (name) { filter = name; },
    find: function (text) { words = text.toLowerCase().replace(/^\s+|\s+$/g, ""); },
    fold: function (item) {
      each(lines, function (line) { if (line.item === item) { line.folded = !line.folded; } });
    }
  };
}(window.shifan = window.shifan || {}));
