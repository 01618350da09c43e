/* The list of indicators: marks and counts, folding, search and filters, and which one is open. */
(function (book) {
  "use strict";

  var each = book.rules.each, byId = book.pane.byId;
  var MARKS = { open: "", begun: "◐", unsure: "?", done: "✓", cut: "▼" };
  var NAMES = { open: "未评", begun: "没填完", unsure: "无法核实", done: "已评", cut: "已评，有扣分" };
  var lines = [], filter = "all", words = "", current = 0, texts = null;

  /* A class of the whole page, on or off. */
  function body(name, on) {
    var others = (" " + document.body.className + " ").replace(" " + name + " ", " ").replace(/^ +| +$/g, "");
    document.body.className = on ? (others ? others + " " : "") + name : others;
  }

  /* The lines of the list, each indicator with its place among the leaves. */
  function gather() {
    var at = 0;
    each(byId("tree").children, function (item) {
      var leaf = item.className.indexOf("leaf") >= 0;
      lines.push({ item: item, depth: Number(item.getAttribute("data-depth")), leaf: leaf ? at : -1, folded: false, first: item.firstChild });
      at += leaf ? 1 : 0;
    });
  }

  /* The words of the indicators, read when somebody searches for the first time. */
  function text(at) {
    texts = texts || [];
    if (texts[at] === undefined) { texts[at] = byId("i-" + book.leaves[at].code).querySelector(".read").textContent.toLowerCase(); }
    return texts[at];
  }

  function doubtful(leaf) { return leaf.state().doubts.length > 0 || leaf.moved().length > 0; }

  function chosen(leaf) {
    var name = leaf.state().name;
    if (filter === "all") { return true; }
    if (filter === "open") { return name === "open" || name === "begun"; }
    if (filter === "done") { return name === "done" || name === "cut" || name === "unsure"; }
    return filter === "cut" ? name === "cut" : doubtful(leaf);
  }

  function fits(line) {
    return chosen(book.leaves[line.leaf]) && (!words || words.split(/\s+/).every(function (word) { return text(line.leaf).indexOf(word) >= 0; }));
  }

  /* Marks and counts, and which lines are there to be seen. */
  function paint() {
    var open = [], any = false, at, line, inside, done, seen, last, hidden;
    for (at = lines.length - 1; at >= 0; at -= 1) {
      line = lines[at];
      if (line.leaf >= 0) {
        line.fits = fits(line);
        line.done = /done|cut|unsure/.test(book.leaves[line.leaf].state().name);
        any = any || line.fits;
        mark(line, book.leaves[line.leaf]);
      } else {
        inside = 0; done = 0; seen = false;
        for (last = at + 1; last < lines.length && lines[last].depth > line.depth; last += 1) {
          if (lines[last].leaf >= 0) { inside += 1; done += lines[last].done ? 1 : 0; seen = seen || lines[last].fits; }
        }
        line.fits = seen;
        if (line.told !== done + "/" + inside) {
          line.told = done + "/" + inside;
          line.item.querySelector(".count").textContent = line.told;
        }
      }
    }
    each(lines, function (line) {
      while (open.length && open[open.length - 1].depth >= line.depth) { open.pop(); }
      hidden = !line.fits || open.some(function (above) { return above.folded; });
      if (line.hidden !== hidden) { line.hidden = hidden; line.item.hidden = hidden; }
      if (line.leaf < 0) { open.push(line); }
    });
    byId("none").hidden = any;
  }

  function mark(line, leaf) {
    var state = leaf.state(), item = line.item, doubt = doubtful(leaf), barred = Boolean(leaf.data.barred), told;
    told = state.name + (state.scored ? state.entry.score : "") + doubt;
    if (line.told === told) { return; }
    line.told = told;
    item.querySelector(".mark").textContent = barred ? "避" : doubt ? "!" : MARKS[state.name];
    item.className = item.className.replace(/ ?\bis-\w+/g, "") + " is-" + state.name + (doubt ? " is-doubt" : "");
    if (line.points === undefined) { line.points = item.querySelector(".got").textContent; }
    item.querySelector(".got").textContent = state.scored ? state.entry.score : line.points;
    line.first.title = (barred ? "要回避" : NAMES[state.name]) + (doubt ? "，要核对" : "");
    line.first.setAttribute("aria-label", leaf.code + " " + leaf.data.name + "，" + line.first.title + (state.scored ? "，" + state.entry.score + " 分" : ""));
  }

  /* Shows one indicator and no other. */
  function show(at, quiet) {
    var before = current, link, article;
    if (at < 0 || at >= book.leaves.length) { return; }
    current = at;
    book.pane.show(book.leaves[at]);
    each(lines, function (line) {
      if (line.leaf === before && before !== at) { line.first.removeAttribute("aria-current"); }
      if (line.leaf === at) {
        line.first.setAttribute("aria-current", "true");
        nearby(line.item);
      }
    });
    drawer(false);
    try { history.replaceState(null, "", "#i-" + encodeURIComponent(book.leaves[at].code)); } catch (ignored) { /* old */ }
    if (quiet) { return; }
    article = book.pane.article();
    window.scrollTo(0, 0);
    article.querySelector(".read").scrollTop = 0;
    byId("pane").querySelector(".fields").scrollTop = 0;
    link = window.matchMedia("(min-width: 1000px)").matches && !book.pane.shut() ? byId("f-score") : article;
    link.focus({ preventScroll: true });
  }

  /* Brings a line of the list into the part that is seen. */
  function nearby(item) {
    var side = byId("tree"), top = item.offsetTop - side.offsetTop;
    if (top < side.scrollTop || top + item.offsetHeight > side.scrollTop + side.clientHeight) {
      side.scrollTop = top - side.clientHeight / 3;
    }
  }

  /* The list on a narrow screen: drawn out, or back. */
  function drawer(out) {
    var button = byId("drawer"), was = button.getAttribute("aria-expanded") === "true";
    if (was === out) { return; }
    body("drawn-out", out);
    button.setAttribute("aria-expanded", out ? "true" : "false");
    if (out) { byId("side-close").focus(); nearby(lines.filter(function (line) { return line.leaf === current; })[0].item); } else if (byId("side").contains(document.activeElement)) { button.focus(); }
  }

  function step(by) {
    var order = lines.filter(function (line) { return line.leaf >= 0 && (line.fits || line.leaf === current); });
    var at;
    for (at = 0; at < order.length; at += 1) {
      if (order[at].leaf === current && order[at + by]) { show(order[at + by].leaf); return true; }
    }
    return false;
  }

  function nextOpen() {
    var at, index, name;
    for (at = 1; at <= book.leaves.length; at += 1) {
      index = (current + at) % book.leaves.length;
      name = book.leaves[index].state().name;
      if ((name === "open" || name === "begun") && !book.leaves[index].data.barred) { show(index); return true; }
    }
    return false;
  }

  book.list = {
    gather: gather, paint: paint, show: show, step: step, nextOpen: nextOpen, drawer: drawer, body: body,
    current: function () { return current; },
    filter: function (name) {
      filter = name;
      each(document.querySelectorAll("[data-filter]"), function (item) { item.setAttribute("aria-pressed", item.getAttribute("data-filter") === name ? "true" : "false"); });
    },
    find: function (text) { words = text.toLowerCase().replace(/^\s+|\s+$/g, ""); },
    fold: function (item) {
      each(lines, function (line) {
        if (line.item !== item) { return; }
        line.folded = !line.folded;
        line.first.setAttribute("aria-expanded", line.folded ? "false" : "true");
      });
    }
  };
}(window.shifan = window.shifan || {}));
