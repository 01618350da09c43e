/* The findings: what the fields say, what is wrong with it, and what it adds up to. */
(function (book) {
  "use strict";

  var numbers = book.numbers, clean = book.digest.clean, canonical = book.digest.canonical;
  var TEXTS = ["score", "reason", "opinion", "place", "penalty"];
  var LISTS = ["opened", "people", "untrue"];
  var UNSURE = "无法核实", OFFERED = 6;
  var PARTING = /[、，,；;\s]+/;

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function listed(text, parting) {
    var found = [];
    each(clean(text).split(parting), function (part) {
      if (part && found.indexOf(part) < 0) { found.push(part); }
    });
    return found;
  }

  /* Digits and points as they are typed with a Chinese keyboard become plain ones. */
  function plain(text) {
    return clean(text).replace(/[\uff10-\uff19]/g, function (sign) {
      return String.fromCharCode(sign.charCodeAt(0) - 65248);
    }).replace(/[\uff0e\u3002]/g, ".").replace(/\s*\u5206$/, "");
  }

  /* One indicator: what the page says of it, and what is entered. */
  function Leaf(data, at) {
    this.data = data;
    this.at = at;
    this.code = data.code;
    this.low = data.low;
    this.high = data.high;
    this.entry = shaped(data.form);
    this.preset = canonical(this.entry);
    this.facts = null; /* as they were when the entry was written, where that was in an earlier book */
    this.found = null;
  }

  Leaf.prototype.read = function () { return this.entry; };

  Leaf.prototype.write = function (entry) {
    this.entry = shaped(entry);
    this.found = null;
  };

  /* A finding of which every part has its shape, whatever a file may hold. Blanks are left out. */
  function shaped(entry) {
    var made = {};
    entry = entry && typeof entry === "object" ? entry : {};
    each(TEXTS, function (key) {
      var text = typeof entry[key] === "string" ? clean(entry[key]) : "";
      if (key === "score" || key === "penalty") { text = plain(text); }
      if (text) { made[key] = text; }
    });
    each(LISTS, function (key) {
      var list = Array.isArray(entry[key]) ? entry[key].map(clean).filter(Boolean) : [];
      if (list.length) { made[key] = list; }
    });
    return made;
  }

  /* Faults of a finding by field; whether it is empty; whether it can count. */
  Leaf.prototype.check = function (entry) {
    var faults = {}, empty = Object.keys(entry).length === 0, score = null, penalty = null;
    var unsure = entry.opinion === UNSURE && entry.score === undefined;
    if (unsure) {
      if (entry.untrue) { faults.score = "认定材料不实的，要给核验分"; }
    } else if (entry.score !== undefined) {
      score = numbers.decimal(entry.score);
      if (score === null) {
        faults.score = "请填数字，如 1.5（最多 12 位小数）";
      } else if (this.beyond(score)) {
        faults.score = "应在 " + this.data.range + " 分之间";
      }
    } else if (!empty) {
      faults.score = "还没有给核验分";
    }
    if (!empty && !entry.reason) { faults.reason = "要写明理由"; }
    if (score !== null && !faults.score) { this.contradict(entry, faults); }
    if (entry.untrue) {
      penalty = entry.penalty === undefined ? null : numbers.decimal(entry.penalty);
      if (penalty === null && !(entry.penalty === undefined && book.data.deduct[this.code])) {
        faults.penalty = entry.penalty === undefined ? "材料不实的，要写明扣几分（不扣写 0）" : "请填数字，如 0.5";
      } else if (penalty !== null && over(penalty, this.data.points)) {
        faults.penalty = "最多扣满分";
      }
      if (entry.opinion === "属实") { faults.untrue = "意见写“属实”，又认定佐证不实"; }
    } else if (entry.penalty !== undefined) {
      faults.penalty = "写了扣分，请在左边勾选不实的材料";
    }
    return { empty: empty, faults: faults, complete: !empty && Object.keys(faults).length === 0, unsure: unsure };
  };

  /* What cannot stand together: the same that the workbench refuses. */
  Leaf.prototype.contradict = function (entry, faults) {
    var score = numbers.decimal(entry.score);
    if (entry.opinion === "属实" && this.lower(score)) {
      faults.opinion = "意见写“属实”，评分却比自评低";
    } else if (entry.opinion === "不实" && this.data.points[0] !== "0" && !over(score, this.data.points) && !under(score, this.data.points)) {
      faults.opinion = "意见写“不实”，评分却是满分";
    }
  };

  /* What is said at once and keeps nobody from going on: a value that no rule gives, more than was claimed. */
  Leaf.prototype.doubts = function (entry) {
    var said = [], score = entry.score === undefined ? null : numbers.decimal(entry.score), values = this.data.values;
    if (score === null || this.beyond(score)) { return said; }
    if (entry.opinion === UNSURE) { said.push("意见写“无法核实”，却给了分；不给分的请清空核验分"); }
    if (values && !values.some(function (value) { return numbers.decimal(value) && same(numbers.decimal(value), score); })) {
      said.push("按这项的规则得不出 " + entry.score + " 分，只会是 " + values.slice(0, OFFERED).join("、") +
        (values.length > OFFERED ? "……" : "") + "；确要这样给，理由里写明");
    }
    if (this.data.claim.length && over(score, this.data.claim) && !same(score, numbers.decimal(this.data.agree))) { said.push("评分比自评高，请写清为什么"); }
    return said;
  };

  /* Whether units of the twelfth decimal are more than a fraction [over, under]. */
  function over(units, ratio) {
    return numbers.compare(numbers.times(units, numbers.whole(ratio[1])),
      numbers.times(numbers.whole(ratio[0]), numbers.unit)) > 0;
  }

  function under(units, ratio) {
    return numbers.compare(numbers.times(units, numbers.whole(ratio[1])),
      numbers.times(numbers.whole(ratio[0]), numbers.unit)) < 0;
  }

  function same(a, b) { return numbers.compare(a, b) === 0; }

  /* Whether a score is less than the claim; a claim like a third counts as it can be written. */
  Leaf.prototype.lower = function (score) {
    return this.data.claim.length > 0 && under(score, this.data.claim) && !same(score, numbers.decimal(this.data.agree));
  };

  Leaf.prototype.beyond = function (score) { return over(score, this.high) || under(score, this.low); };

  /* What a complete finding gives, in units of the twelfth decimal: the score less what untrue evidence costs. */
  Leaf.prototype.worth = function (entry) {
    var cost = entry.untrue ? (entry.penalty === undefined ? book.data.deduct[this.code] : entry.penalty) : "0";
    return numbers.less(numbers.decimal(entry.score), numbers.decimal(cost));
  };

  /* open, begun, unsure (could not be verified), done or cut, with the entry and its faults; kept until it is written. */
  Leaf.prototype.state = function () {
    var entry = this.entry, found, name = "open";
    if (this.found) { return this.found; }
    found = this.check(entry);
    if (found.complete && found.unsure) {
      name = "unsure";
    } else if (found.complete) {
      name = this.data.claim.length && this.short(entry) ? "cut" : "done";
    } else if (!found.empty) {
      name = "begun";
    } else if (this.data.held) {
      name = "done";
    }
    this.found = { name: name, entry: entry, faults: found.faults, empty: found.empty, complete: found.complete,
      scored: found.complete && !found.unsure, touched: canonical(entry) !== this.preset,
      doubts: found.complete ? this.doubts(entry) : [] };
    return this.found;
  };

  /* What of the facts that were judged by is no more as it was, in words. */
  Leaf.prototype.moved = function () {
    var was = this.facts, is = this.data.facts, said = [], more = [], less = [], other = [];
    if (!was || typeof was !== "object") { return said; }
    if (was.claim !== is.claim) { said.push("自评分 " + clean(was.claim) + " → " + is.claim); }
    if (was.points !== is.points) { said.push("满分 " + clean(was.points) + " → " + is.points); }
    if (was.text !== is.text) { said.push("评分标准改了"); }
    Object.keys(is.pieces).forEach(function (id) {
      if (!was.pieces || was.pieces[id] === undefined) { more.push(id); } else if (was.pieces[id] !== is.pieces[id]) { other.push(id); }
    });
    Object.keys(was.pieces || {}).forEach(function (id) { if (is.pieces[id] === undefined) { less.push(clean(id)); } });
    if (more.length) { said.push("新增佐证 " + more.join("、")); }
    if (less.length) { said.push("没有了佐证 " + less.join("、")); }
    if (other.length) { said.push("换了文件 " + other.join("、")); }
    if (was.held !== is.held) { said.push("轮次文件里的认定改了"); }
    return said;
  };

  /* Whether less is given than was claimed. */
  Leaf.prototype.short = function (entry) { return this.lower(this.worth(entry)); };

  /* The verified score of the whole, as the tool adds it up once this is imported; and how many indicators are done.
     The table of weights is the one for the scored indicators that had been 不适用. */
  function total(states) {
    var shifted = [], table, sum, any, unit = numbers.unit;
    var counted = { done: 0, begun: 0, cut: 0, near: false, given: false };
    function plus(units, weight) { sum = numbers.add(sum, numbers.times(units, numbers.whole(weight))); }
    each(book.leaves, function (leaf, at) {
      if (states[at].scored && leaf.data.shifts) { shifted.push(leaf.code); }
    });
    table = book.data.tables[shifted.join(" ")];
    counted.near = !table;
    table = table || book.data.tables[""];
    any = table.fixed !== "0";
    sum = numbers.times(numbers.whole(table.fixed), unit);
    each(book.leaves, function (leaf, at) {
      var state = states[at];
      if (state.name === "begun") { counted.begun += 1; }
      if (state.name === "cut") { counted.cut += 1; }
      if (state.name === "done" || state.name === "cut" || state.name === "unsure") { counted.done += 1; }
      if (state.scored) {
        any = true;
        if (leaf.data.kind === "base") { plus(leaf.worth(state.entry), table.weights[at]); }
      } else if (leaf.data.verified && !state.complete) {
        /* What the round holds already stands until something else is finished here. */
        any = true;
        plus(unit, table.known[at]);
      }
    });
    /* What 不适用 gives by the tree's own terms counts as soon as anything has been verified. */
    if (any) {
      plus(unit, table.given);
      counted.given = table.given !== "0";
      each(book.leaves, function (leaf, at) {
        if (leaf.data.given && !states[at].scored) {
          plus(unit, table.known[at]);
          counted.given = true;
        }
      });
    }
    counted.text = numbers.rounded(sum, numbers.times(numbers.whole(table.scale), unit));
    return counted;
  }

  book.rules = { Leaf: Leaf, total: total, each: each, shaped: shaped, listed: listed, PARTING: PARTING, UNSURE: UNSURE };
}(window.shifan = window.shifan || {}));
