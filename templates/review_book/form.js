/* The findings: what the fields say, what is wrong with it, and what it adds up to. */
(function (book) {
  "use strict";

  var numbers = book.numbers, clean = book.digest.clean, canonical = book.digest.canonical;
  var TEXTS = ["score", "reason", "opinion", "place", "penalty"];
  var LISTS = ["opened", "people", "untrue"];
  var UNSURE = "无法核实";
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

  function Leaf(data, article) {
    this.data = data;
    this.code = data.code;
    this.article = article;
    this.low = data.low;
    this.high = data.high;
    this.fields = {};
    var fields = this.fields;
    each(article.querySelectorAll("[data-field]"), function (field) { fields[field.getAttribute("data-field")] = field; });
    this.opened = article.querySelectorAll("input.opened");
    this.untrue = article.querySelectorAll("input.untrue");
    this.opinions = article.querySelectorAll("input[name=opinion]");
    this.strange = [];
    this.write(data.form);
    this.preset = canonical(this.read());
  }

  /* What the fields say, blanks left out. */
  Leaf.prototype.read = function () {
    var entry = {}, others = [], fields = this.fields;
    function put(key, value) { if (value.length) { entry[key] = value; } }
    function ticked(boxes) {
      var found = [];
      each(boxes, function (box) { if (box.checked && found.indexOf(box.value) < 0) { found.push(box.value); } });
      return found;
    }
    put("score", plain(fields.score.value));
    put("reason", clean(fields.reason.value));
    each(this.opinions, function (choice) { if (choice.checked) { entry.opinion = choice.value; } });
    others = ticked(this.opened);
    each(listed(fields.others.value, PARTING), function (ident) { if (others.indexOf(ident) < 0) { others.push(ident); } });
    put("opened", others);
    put("place", clean(fields.place.value));
    put("people", listed(fields.people.value, /[、，,；;\n]+\s*/));
    put("untrue", ticked(this.untrue).concat(this.strange));
    put("penalty", plain(fields.penalty.value));
    return entry;
  };

  /* Puts a finding into the fields. */
  Leaf.prototype.write = function (entry) {
    var fields = this.fields, known = [];
    function tick(boxes, wanted) {
      each(boxes, function (box) { box.checked = wanted.indexOf(box.value) >= 0; known.push(box.value); });
    }
    function rest(list) { return list.filter(function (ident) { return known.indexOf(ident) < 0; }); }
    each(["score", "reason", "place", "penalty"], function (key) { fields[key].value = entry[key] || ""; });
    each(this.opinions, function (choice) { choice.checked = choice.value === entry.opinion; });
    fields.people.value = (entry.people || []).join("、");
    tick(this.opened, entry.opened || []);
    fields.others.value = rest(entry.opened || []).join("、");
    tick(this.untrue, entry.untrue || []);
    this.strange = rest(entry.untrue || []);
  };

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
        faults.score = "应在 " + this.article.querySelector(".range").textContent.replace(" 分", "") + " 分之间";
      }
    } else if (!empty) {
      faults.score = "还没有给核验分";
    }
    if (!empty && !entry.reason) { faults.reason = "要写明理由"; }
    if (entry.untrue) {
      penalty = entry.penalty === undefined ? null : numbers.decimal(entry.penalty);
      if (penalty === null && !(entry.penalty === undefined && book.data.deduct[this.code])) {
        faults.penalty = entry.penalty === undefined ? "材料不实的，要写明扣几分（不扣写 0）" : "请填数字，如 0.5";
      } else if (penalty !== null && over(penalty, this.data.points)) {
        faults.penalty = "最多扣满分";
      }
    } else if (entry.penalty !== undefined) {
      faults.penalty = "写了扣分，请在左边勾选不实的材料";
    }
    return { empty: empty, faults: faults, complete: !empty && Object.keys(faults).length === 0, unsure: unsure };
  };

  /* Whether units of the twelfth decimal are more than a fraction [over, under]. */
  function over(units, ratio) {
    return numbers.compare(numbers.times(units, numbers.whole(ratio[1])),
      numbers.times(numbers.whole(ratio[0]), numbers.unit)) > 0;
  }

  Leaf.prototype.beyond = function (score) {
    return over(score, this.high) || numbers.compare(numbers.times(score, numbers.whole(this.low[1])),
      numbers.times(numbers.whole(this.low[0]), numbers.unit)) < 0;
  };

  /* What a complete finding gives, in units of the twelfth decimal: the score less what untrue evidence costs. */
  Leaf.prototype.worth = function (entry) {
    var cost = entry.untrue ? (entry.penalty === undefined ? book.data.deduct[this.code] : entry.penalty) : "0";
    return numbers.less(numbers.decimal(entry.score), numbers.decimal(cost));
  };

  /* open, begun, unsure (could not be verified), done or cut, with the entry and its faults. */
  Leaf.prototype.state = function () {
    var entry = this.read(), found = this.check(entry), name = "open";
    if (found.complete && found.unsure) {
      name = "unsure";
    } else if (found.complete) {
      name = this.data.claim.length && this.short(entry) ? "cut" : "done";
    } else if (!found.empty) {
      name = "begun";
    } else if (this.data.held) {
      name = "done";
    }
    return { name: name, entry: entry, faults: found.faults, empty: found.empty, complete: found.complete,
      scored: found.complete && !found.unsure, touched: canonical(entry) !== this.preset };
  };

  /* Whether less is given than was claimed. */
  Leaf.prototype.short = function (entry) {
    return numbers.compare(numbers.times(this.worth(entry), numbers.whole(this.data.claim[1])),
      numbers.times(numbers.whole(this.data.claim[0]), numbers.unit)) < 0;
  };

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

  book.form = { Leaf: Leaf, total: total, each: each, TEXTS: TEXTS, LISTS: LISTS };
}(window.shifan = window.shifan || {}));
