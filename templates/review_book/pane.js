/* The one pane to write in: it shows the indicator that is open, and what is typed goes into its entry at once. */
(function (book) {
  "use strict";

  var rules = book.rules, each = rules.each, shaped = rules.shaped, listed = rules.listed;
  var FAULTS = ["score", "opinion", "reason", "untrue", "penalty"];
  var fields = {}, open = null, article = null, locked = "", beside = [], blurred = {};

  function byId(id) { return document.getElementById(id); }

  function make(tag, name, text) {
    var element = document.createElement(tag);
    if (name) { element.className = name; }
    if (text !== undefined) { element.textContent = text; }
    return element;
  }

  function put(id, text) { byId(id).textContent = text; byId(id).hidden = !text; }

  function box(name, value, text) {
    var label = make("label", "check"), input = make("input", name);
    input.type = "checkbox";
    input.value = value;
    label.appendChild(input);
    label.appendChild(make("span", "", text));
    return label;
  }

  /* What can be done with a piece, made when its indicator is opened. */
  function equip(piece) {
    var tools = piece.querySelector(".piece-tools"), id = piece.getAttribute("data-id"), show = piece.getAttribute("data-show"), button;
    if (show) {
      button = make("button", "open", "在此打开");
      button.type = "button";
      button.setAttribute("aria-expanded", "false");
      button.setAttribute("aria-label", "在此打开 " + id);
      tools.insertBefore(button, tools.firstChild);
    }
    tools.appendChild(box("opened", id, "看过"));
    if (show && show !== "text") {
      button = make("div", "stage");
      button.hidden = true;
      piece.appendChild(button);
    }
  }

  function strip(from) {
    each(from.querySelectorAll(".piece"), function (piece) {
      each(piece.querySelectorAll(".piece-tools .open, .piece-tools .check, .stage:not(.text)"), function (element) { element.parentNode.removeChild(element); });
      each(piece.querySelectorAll(".stage.text"), function (element) { element.className = "stage text"; });
      piece.className = piece.className.replace(/ ?\b(seen|bad)\b/g, "");
    });
  }

  function ids(from) {
    var found = [];
    each(from.querySelectorAll(".piece"), function (piece) {
      var id = piece.getAttribute("data-id");
      if (found.indexOf(id) < 0) { found.push(id); }
    });
    return found;
  }

  /* Shows an indicator: its article beside, its entry in the fields. */
  function show(leaf) {
    var untrue = byId("untrue");
    if (article) { strip(article); article.className = ""; }
    open = leaf;
    blurred = {};
    article = byId("i-" + leaf.code);
    article.className = "shown";
    each(article.querySelectorAll(".piece"), equip);
    byId("pane-code").textContent = leaf.code;
    byId("pane-name").textContent = leaf.data.name;
    byId("pane-claim").textContent = leaf.data.claim.length ? leaf.data.facts.claim : "没有自评";
    byId("pane-range").textContent = "（" + leaf.data.range + "）";
    byId("agree").hidden = !leaf.data.agree;
    put("pane-known", [leaf.data.known, leaf.data.shifts ? "自评认定不适用，同级指标已按体系规定放大。在这里评分，同级指标恢复原来的分值。" : ""].join(""));
    untrue.textContent = "";
    each(ids(article), function (id) { untrue.appendChild(box("untrue", id, id)); });
    byId("pane-untrue").hidden = !untrue.firstChild;
    byId("spot-asked").textContent = leaf.data.spot.length ? "（" + leaf.data.spot.join("、") + "要写）" : "";
    byId("pane-spot").open = leaf.data.spot.length > 0 || Boolean(leaf.entry.place || leaf.entry.people);
    write();
    gate();
  }

  /* The entry into the fields. */
  function write() {
    var entry = open.entry, known = ids(article);
    function rest(list) { return (list || []).filter(function (id) { return known.indexOf(id) < 0; }); }
    each(["score", "reason", "place", "penalty"], function (name) { fields[name].value = entry[name] || ""; });
    fields.people.value = (entry.people || []).join("、");
    fields.others.value = rest(entry.opened).join("、");
    beside = rest(entry.untrue);
    each(document.querySelectorAll("#pane input[name=opinion]"), function (choice) { choice.checked = choice.value === entry.opinion; });
    each(article.querySelectorAll("input.opened"), function (tick) { tick.checked = (entry.opened || []).indexOf(tick.value) >= 0; });
    each(document.querySelectorAll("#untrue input"), function (tick) { tick.checked = (entry.untrue || []).indexOf(tick.value) >= 0; });
    tell();
  }

  /* The fields into the entry. */
  function read() {
    var entry = {}, opened = [], untrue = [];
    each(["score", "reason", "place", "penalty"], function (name) { entry[name] = fields[name].value; });
    entry.people = listed(fields.people.value, /[、，,；;\n]+\s*/);
    each(document.querySelectorAll("#pane input[name=opinion]"), function (choice) { if (choice.checked) { entry.opinion = choice.value; } });
    each(article.querySelectorAll("input.opened"), function (tick) { if (tick.checked && opened.indexOf(tick.value) < 0) { opened.push(tick.value); } });
    each(listed(fields.others.value, rules.PARTING), function (id) { if (opened.indexOf(id) < 0) { opened.push(id); } });
    each(document.querySelectorAll("#untrue input"), function (tick) { if (tick.checked) { untrue.push(tick.value); } });
    entry.opened = opened;
    entry.untrue = untrue.concat(beside);
    open.write(shaped(entry));
    return open;
  }

  /* Faults and doubts of what stands in the fields. A field that is still empty is not blamed before it was left. */
  function tell(strict) {
    var state = open.state(), entry = state.entry, said = "", moved = open.moved();
    each(FAULTS, function (name) {
      var fault = state.faults[name], quiet = entry[name] === undefined && !strict && !blurred[name], field = fields[name];
      put("fault-" + name, fault && !quiet ? fault : "");
      if (!field) { return; }
      if (fault && !quiet) { field.setAttribute("aria-invalid", "true"); } else { field.removeAttribute("aria-invalid"); }
    });
    put("pane-doubts", open.check(entry).faults.score ? "" : open.doubts(entry).join("；"));
    byId("pane-moved").hidden = !moved.length;
    byId("pane-moved-text").textContent = "你填写以后变了：" + moved.join("；") + "。请核对。";
    byId("pane-penalty").hidden = !entry.untrue && entry.penalty === undefined;
    byId("penal").textContent = (entry.untrue || []).join("、") +
      (entry.penalty === undefined && book.data.deduct[open.code] ? "，不填按规定扣 " + book.data.deduct[open.code] + " 分" : "");
    byId("ticked").textContent = entry.opened ? "已勾选：" + entry.opened.join("、") : "在材料上勾“看过”；“在此打开”会自动勾上";
    if (state.name === "cut") { said = "比自评分低，计为有扣分。"; }
    if (state.name === "done" && state.scored) { said = "本项已填好。"; }
    if (state.name === "unsure") { said = "记为无法核实，不给核验分，不计入合计。"; }
    if (state.name === "begun") { said = "还没填完：" + Object.keys(state.faults).map(function (name) { return state.faults[name]; }).join("；") + "。"; }
    if (open.data.by && state.touched && open.data.by !== book.keeping.person()) {
      said += "轮次文件里本项是" + open.data.by + "评的，导入时会请你确认。";
    }
    byId("verdict").textContent = said;
    byId("verdict").className = "verdict is-" + state.name;
    each(document.querySelectorAll("#pane .seg label"), function (label) { label.className = label.firstChild.checked ? "on" : ""; });
    each(article.querySelectorAll(".piece"), function (piece) {
      var id = piece.getAttribute("data-id"), seen = (entry.opened || []).indexOf(id) >= 0, bad = (entry.untrue || []).indexOf(id) >= 0;
      piece.className = piece.className.replace(/ ?\b(seen|bad)\b/g, "") + (seen ? " seen" : "") + (bad ? " bad" : "");
    });
  }

  /* Why nothing can be written here now; "" where it can. */
  function shut() { return locked || book.data.closed || (open && open.data.barred ? open.data.barred + "，你要回避，请评查组长换人" : ""); }

  function gate() {
    var why = shut();
    put("pane-gate", why);
    each(document.querySelectorAll("#locked input, #locked textarea, #locked button, #pane-moved button"), function (field) { field.disabled = Boolean(why); });
    if (article) { each(article.querySelectorAll("input.opened"), function (tick) { tick.disabled = Boolean(why); }); }
  }

  function lock(why) { locked = why; gate(); }

  /* Puts a file on the page, or takes it away; what is looked at is ticked. */
  function toggle(button) {
    var piece = button.parentNode.parentNode, stage = piece.querySelector(".stage"), kind = piece.getAttribute("data-show"), tick = piece.querySelector("input.opened");
    var shown = button.getAttribute("aria-expanded") !== "true", key = piece.getAttribute("data-embedded"), source, frame;
    source = (key ? book.data.files[key] : "") + piece.getAttribute("data-src");
    button.setAttribute("aria-expanded", shown ? "true" : "false");
    button.textContent = shown ? "收起" : "在此打开";
    button.setAttribute("aria-label", button.textContent + " " + piece.getAttribute("data-id"));
    if (kind === "text") {
      stage.className = shown ? "stage text seen" : "stage text";
    } else {
      stage.hidden = !shown;
      stage.textContent = "";
    }
    if (shown && kind !== "text") {
      frame = document.createElement(kind === "pdf" ? "iframe" : "img");
      frame.className = kind;
      frame[kind === "pdf" ? "title" : "alt"] = piece.querySelector(".piece-name").textContent;
      if (kind !== "pdf") { frame.onerror = function () { stage.textContent = "图片打不开：请检查 evidence 文件夹是不是和评查册放在一起。"; }; }
      /* For the readers inside browsers: the whole width, no panel of thumbnails. */
      frame.src = kind === "pdf" ? source + (source.indexOf("#") < 0 ? "#" : "&") + "navpanes=0&view=FitH" : source;
      stage.appendChild(frame);
      piece.scrollIntoView(true);
    }
    return shown && !tick.checked && !tick.disabled ? tick : null;
  }

  function gather() {
    each(document.querySelectorAll("#pane [data-field]"), function (field) {
      fields[field.getAttribute("data-field")] = field;
      field.addEventListener("blur", function () { blurred[field.getAttribute("data-field")] = true; });
    });
  }

  book.pane = { gather: gather, show: show, write: write, read: read, tell: tell, lock: lock, shut: shut, toggle: toggle, make: make, byId: byId,
    open: function () { return open; }, article: function () { return article; } };
}(window.shifan = window.shifan || {}));
