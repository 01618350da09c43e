/* The result and the draft as files of the browser's downloads, and such a file taken back. */
(function (book) {
  "use strict";

  var each = book.rules.each, digest = book.digest, FORMAT = "shifan-review", keeping = book.keeping;

  function wordy(count) { return count + " 项"; }

  /* What was entered here: finished findings, and drafts of the others. */
  function entered() {
    var made = { findings: {}, drafts: {} };
    each(book.leaves, function (leaf) {
      var state = leaf.state();
      if (!state.touched || state.empty) { return; }
      made[state.complete ? "findings" : "drafts"][leaf.code] = state.entry;
    });
    return made;
  }

  function content(made, inspector) {
    var whole = { base: {}, claims: {}, earlier: {}, drafts: made.drafts, findings: made.findings, inspector: inspector, saved: keeping.stamp().slice(0, 16) };
    Object.keys(book.data.head).forEach(function (key) { whole[key] = book.data.head[key]; });
    return whole;
  }

  function sealed(whole) {
    whole.digest = digest.sha256(digest.canonical(whole));
    return JSON.stringify(whole, null, 1) + "\n";
  }

  function name(kind, inspector) {
    return kind + "-" + book.data.head.round + "-" + (inspector || "未署名").replace(/[\\\/:*?"<>|\s]/g, "_") + ".json";
  }

  function deliver(title, text) {
    var blob = new Blob([text], { type: "application/json" }), link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = title;
    document.body.appendChild(link);
    link.click();
    document.body.removeChild(link);
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  /* The result, as `shifan sheet import` reads it. Gives the sentence that is to be said, or what is lacking. */
  function save(inspector) {
    var made = entered(), whole, left = Object.keys(made.drafts).length, count = Object.keys(made.findings).length;
    if (!inspector) { return { bad: true, text: "请先填写评查人姓名，再保存。" }; }
    if (!count && !left) { return { bad: true, text: "还没有填写任何一项，没有可保存的结果。" }; }
    whole = content(made, inspector);
    each(book.leaves, function (leaf) {
      var finding = made.findings[leaf.code], mark, before = book.earlier[leaf.code];
      if (!finding) { return; }
      whole.base[leaf.code] = leaf.data.base;
      whole.claims[leaf.code] = leaf.data.asked;
      if (before) { whole.earlier[leaf.code] = before.slice(); }
      mark = digest.sha256(digest.canonical(finding)).slice(0, 12);
      if (!before) { before = book.earlier[leaf.code] = []; }
      if (before.indexOf(mark) < 0) { before.push(mark); }
    });
    deliver(name("核验结果", inspector), sealed(whole));
    book.dirty = false;
    keeping.write(null);
    return { bad: false, text: "已保存 " + wordy(count) + (left ? "；另有 " + wordy(left) + "没填完，文件里留着，导入时不写入" : "") +
      "。文件在浏览器的下载文件夹里，用 shifan sheet import 导入。" };
  }

  /* Everything as it stands, finished or not, under the name of a draft: nothing of it is imported. */
  function draft(inspector, entries) {
    var made = entered(), all = {};
    if (entries) {
      all = entries;
    } else {
      each(["drafts", "findings"], function (part) { Object.keys(made[part]).forEach(function (code) { all[code] = made[part][code]; }); });
    }
    if (!Object.keys(all).length) { return { bad: true, text: "还没有填写任何一项，没有草稿可下载。" }; }
    deliver(name("评查草稿", inspector), sealed(content({ findings: {}, drafts: all }, inspector)));
    return { bad: false, text: "草稿 " + wordy(Object.keys(all).length) + "已存成文件，在浏览器的下载文件夹里；用“载入结果或草稿”可以接着填，不能当结果导入。" };
  }

  /* A saved file back into the leaves. `ask` puts a question; gives what is to be said, null where it was called off. */
  function load(text, file, ask) {
    var saved, told, strange = [], lost = [], taken = [], entries = {}, info = book.data.head, known = {};
    try { saved = JSON.parse(text.replace(/^\ufeff/, "")); } catch (broken) { saved = null; }
    if (!saved || saved.format !== FORMAT || typeof saved.findings !== "object") { return { bad: true, text: file + " 不是评查册保存的核验结果。" }; }
    if (saved.workspace !== info.workspace || saved.round !== info.round || saved.basis !== info.basis) {
      return { bad: true, text: file + " 是“" + digest.clean(saved.workspace) + "”" + digest.clean(saved.round) + " 的结果，这本评查册是“" +
        info.workspace + "”" + info.round + "，没有载入。" };
    }
    if (book.data.inspector && digest.clean(saved.inspector || "") && digest.clean(saved.inspector) !== keeping.person()) {
      return { bad: true, text: file + " 是" + digest.clean(saved.inspector) + "填的，这本评查册是" + keeping.person() + "的，没有载入。" };
    }
    told = saved.digest;
    delete saved.digest;
    if (told !== digest.sha256(digest.canonical(saved)) && !ask(file + " 在保存以后被改动过。仍然载入吗？（载入后请逐项核对）")) { return null; }
    each(["drafts", "findings"], function (part) {
      Object.keys(saved[part] || {}).forEach(function (code) { entries["=" + code] = book.rules.shaped(saved[part][code]); });
    });
    each(book.leaves, function (leaf) {
      var next = entries["=" + leaf.code], state = leaf.state();
      known["=" + leaf.code] = true;
      if (next && state.touched && !state.empty && digest.canonical(next) !== digest.canonical(state.entry)) { lost.push(leaf.code); }
    });
    if (lost.length && !ask("载入会替换这里已填的 " + wordy(lost.length) + "：" + lost.slice(0, 8).join("、") + (lost.length > 8 ? "等" : "") + "。继续吗？")) { return null; }
    each(book.leaves, function (leaf) {
      var next = entries["=" + leaf.code];
      if (!next || leaf.data.barred) { return; }
      leaf.write(next);
      taken.push(leaf);
    });
    strange = Object.keys(entries).filter(function (code) { return !known[code]; }).map(function (code) { return digest.clean(code.slice(1)); });
    Object.keys(saved.earlier || {}).forEach(function (code) {
      if (Array.isArray(saved.earlier[code])) { book.earlier[code] = saved.earlier[code].map(String); }
    });
    each(taken, keeping.touch);
    return { bad: false, text: "已载入 " + file + "：" + wordy(taken.length) + "。" +
      (strange.length ? "不在这本评查册里的没有载入：" + strange.slice(0, 8).join("、") + "。" : "") };
  }

  /* What stands in the entries, for the paper: every indicator with its filled form. */
  function print() {
    each(book.leaves, function (leaf) {
      var entry = leaf.entry, table = document.getElementById("i-" + leaf.code).querySelector(".by-hand");
      function say(key, text) {
        var place = table.querySelector("[data-f=" + key + "]");
        if (place.blank === undefined) { place.blank = place.textContent; }
        place.textContent = text || place.blank;
      }
      say("score", entry.score);
      say("opinion", entry.opinion ? book.data.opinions.map(function (name) { return (name === entry.opinion ? "■ " : "□ ") + name; }).join("　") : "");
      say("reason", entry.reason);
      say("opened", (entry.opened || []).join("、"));
      say("untrue", (entry.untrue || []).join("、") + (entry.penalty ? "，扣 " + entry.penalty + " 分" : ""));
      say("spot", [entry.place || "", (entry.people || []).join("、")].filter(Boolean).join("；"));
    });
  }

  book.files = { save: save, draft: draft, load: load, entered: entered, print: print };
}(window.shifan = window.shifan || {}));
