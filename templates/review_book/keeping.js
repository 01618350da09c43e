/* The draft of one person: taken up when the name is known, held against other windows, written with every key, and
   offered again where the book was made anew. */
(function (book) {
  "use strict";

  var each = book.rules.each, digest = book.digest, send = book.windows.send, me = book.windows.me;
  var ANSWER = 700, BEAT = 5000, SETTLE = 300;
  var store = null, key = "", person = "", held = false, head = null, pending = {}, writing = false, again = false;
  var hooks = {}, waiting = null, broken = "", begun = 0, settling = 0;

  function stamp() {
    function two(number) { return (number < 10 ? "0" : "") + number; }
    var now = new Date();
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate()) + " " +
      two(now.getHours()) + ":" + two(now.getMinutes()) + ":" + two(now.getSeconds());
  }

  /* Whether something is entered that no storage holds yet. */
  function unkept() { return Object.keys(pending).length > 0 || Boolean(broken && book.dirty); }

  /* hooks: state(word, detail) for what is to be said, loaded(remade) when the draft stands in the leaves. */
  function start(given, done) {
    hooks = given;
    book.windows.listen(letter);
    book.store.open(function (opened) {
      store = opened;
      done(store ? store.kind : "none");
    });
    setInterval(beat, BEAT);
  }

  /* The lock says that this window is alive, and this window hears where it has lost the lock. */
  function beat() {
    var turn = begun;
    if (!held || !store || writing || !head) { return; }
    store.put(key, me, null, [], function (word) { if (turn === begun && word === "lost" && held) { wrote(word, {}, 0); } });
  }

  function others(done) {
    if (!store) { done([]); return; }
    store.list(book.data.place, done);
  }

  function keyOf(name) { return book.data.place + ":" + name; }

  /* Takes up the draft of a person: what the one before entered is written first. */
  function begin(name) {
    var turn;
    begun += 1;
    turn = begun;
    clearTimeout(settling);
    settling = 0;
    leave();
    each(book.leaves, function (leaf) { leaf.write(leaf.data.form); leaf.facts = null; });
    book.earlier = {};
    book.dirty = false;
    person = name;
    key = keyOf(name);
    held = false;
    head = null;
    if (!name) { hooks.state("nameless"); return; }
    if (!store) { held = true; fresh(); hooks.loaded({ count: 0, from: "" }); return; }
    hooks.state("asking");
    store.claim(key, me, false, function (ours) {
      if (turn !== begun) { return; }
      if (ours) { take(); return; }
      waiting = { key: key, answered: false };
      send("who", key);
      setTimeout(function () {
        if (turn !== begun || !waiting) { return; }
        if (waiting.answered) { hooks.state("elsewhere"); peek(); } else { seize(); }
        waiting = null;
      }, ANSWER);
    });
  }

  function seize() {
    var turn = begun;
    store.claim(key, me, true, function (ours, word) {
      if (turn !== begun) { return; }
      if (ours) { take(); } else { broken = word; held = true; hooks.state("failed", word); hooks.loaded({ count: 0, from: "" }); }
    });
  }

  /* What another window has entered, to be read here. */
  function peek() {
    var turn = begun;
    store.read(key, function (kept) { if (turn === begun && !held) { fill(kept.entries, false); hooks.peeked(); } });
  }

  function fresh() {
    head = { key: key, place: book.data.place, person: person, build: book.data.build, made: book.data.head.made, when: stamp(), earlier: {}, dirty: false,
      codes: book.leaves.map(function (leaf) { return leaf.code; }) };
  }

  function take() {
    var turn = begun;
    held = true;
    store.read(key, function (kept) {
      if (turn !== begun) { return; }
      if (!kept.head) { fresh(); old(); return; }
      head = kept.head;
      book.earlier = marks(head.earlier);
      book.dirty = head.dirty === true;
      offer(kept.entries);
    });
  }

  /* Entries into the leaves; what is not of this book is given back. With `known`, facts of before are kept beside. */
  function fill(entries, known) {
    var strange = [], by = {};
    each(book.leaves, function (leaf) { by["=" + leaf.code] = leaf; });
    each(entries, function (record) {
      var leaf = by["=" + record.code];
      if (!leaf) { strange.push(record); return; }
      leaf.write(record.entry);
      if (known) { leaf.facts = record.facts || null; }
    });
    return strange;
  }

  function marks(earlier) {
    var made = {};
    Object.keys(earlier || {}).forEach(function (code) {
      if (Array.isArray(earlier[code])) { made[code] = earlier[code].map(String); }
    });
    return made;
  }

  /* The draft of before: of this very book it is taken at once, of another one it is offered with what has changed. */
  function offer(entries) {
    var strange = fill(entries, true), remade = head.build !== book.data.build, now = {}, was = {}, news;
    each(book.leaves, function (leaf) { now["=" + leaf.code] = true; });
    each(head.codes || [], function (code) { was["=" + code] = true; });
    news = book.leaves.filter(function (leaf) { return head.codes && !was["=" + leaf.code]; }).map(function (leaf) { return leaf.code; });
    hooks.loaded({ count: entries.length, from: head.when, remade: remade && entries.length > 0, made: head.made, strange: strange, news: news,
      gone: (head.codes || []).filter(function (code) { return !now["=" + code]; }) });
    if (remade && !entries.length) { adopt(); }
  }

  /* From here on the draft belongs to this book; what the book no longer holds goes aside. */
  function adopt(strange) {
    var lost = {};
    if (!head) { return; }
    if (strange && strange.length) {
      each(strange, function (record) { lost[record.code] = record.entry; pending[record.code] = null; });
      aside("不在重新制作的评查册里", lost);
    }
    head.build = book.data.build;
    head.made = book.data.head.made;
    head.codes = book.leaves.map(function (leaf) { return leaf.code; });
    write(null);
  }

  function aside(why, entries) {
    if (store && Object.keys(entries).length) {
      store.aside({ place: book.data.place, person: person, when: stamp(), why: why, entries: entries });
    }
  }

  /* A draft that an earlier version of the book left in the local storage, for exactly these files. */
  function old() {
    var info = book.data.head, saved = null, name, entries = [];
    name = "shifan-review:" + info.round + ":" +
      digest.sha256([info.workspace, info.tree_sha256, info.basis_sha256, info.round_sha256].join("|")).slice(0, 16);
    try { saved = JSON.parse(window.localStorage.getItem(name) || "null"); } catch (broken) { saved = null; }
    if (saved && typeof saved === "object" && digest.clean(saved.inspector || "") === person) {
      each(["drafts", "findings"], function (part) {
        Object.keys(saved[part] || {}).forEach(function (code) { entries.push({ code: code, entry: saved[part][code] }); });
      });
      book.earlier = marks(saved.earlier);
      book.dirty = saved.dirty === true;
      fill(entries, false);
      each(book.leaves, function (leaf) { if (leaf.state().touched) { pending[leaf.code] = leaf; } });
      write(null);
    }
    hooks.loaded({ count: entries.length, from: entries.length ? digest.clean(saved.when || "") : "" });
  }

  /* What stands in a leaf is to be kept. */
  function touch(leaf) {
    leaf.facts = leaf.data.facts;
    pending[leaf.code] = leaf;
    book.dirty = true;
    write(null);
  }

  function record(code, leaf) {
    if (!leaf || !leaf.state().touched) { return { draft: key, code: code, entry: null }; }
    return { draft: key, code: code, entry: leaf.entry, facts: leaf.facts || leaf.data.facts, when: stamp() };
  }

  /* One write at a time; what comes meanwhile goes with the next. */
  function write(done) {
    var taken, list, turn = begun;
    if (!store || !held || !head) { if (done) { done(); } return; }
    if (writing) { again = true; if (done) { hooks.later = done; } return; }
    taken = pending;
    pending = {};
    list = Object.keys(taken).map(function (code) { return record(code, taken[code]); });
    if (list.length) { head.when = stamp(); }
    head.dirty = book.dirty;
    head.earlier = book.earlier;
    writing = true;
    if (list.length) { hooks.state("writing"); }
    store.put(key, me, head, list, function (word) {
      var later = hooks.later;
      writing = false;
      if (turn === begun) { wrote(word, taken, list.length); }
      if (again) { again = false; hooks.later = null; write(later || done); return; }
      if (done) { done(); }
    }, true);
  }

  /* Every key is written at once and quickly, so that none waits for the disk; the disk follows a moment later, and only
     then the draft is called kept. */
  function settle() {
    var turn = begun;
    if (settling) { return; }
    settling = setTimeout(function () {
      var when = head && head.when;
      settling = 0;
      if (!held || !head) { return; }
      store.put(key, me, null, [], function (word) {
        if (turn !== begun) { return; }
        if (word !== "ok") { wrote(word, {}, 0); return; }
        if (!writing && !settling && !broken) { hooks.state("kept", when); }
      });
    }, SETTLE);
  }

  function wrote(word, taken, count) {
    if (word === "ok") {
      broken = "";
      if (count) { settle(); }
      return;
    }
    if (word === "lost") {
      held = false;
      rescue(taken);
      hooks.state("elsewhere");
      return;
    }
    Object.keys(taken).forEach(function (code) { if (!(code in pending)) { pending[code] = taken[code]; } });
    broken = word;
    hooks.state("failed", word);
  }

  /* Typed in a window that no longer holds the draft: it goes aside, and stays to be fetched. */
  function rescue(taken) {
    var lost = {};
    Object.keys(taken).forEach(function (code) { if (taken[code]) { lost[code] = taken[code].entry; } });
    aside("另一个窗口接着填的时候，这个窗口还没有存下的", lost);
  }

  /* Gives the draft up: what is not written yet goes first, in the order of the storage. */
  function leave() {
    var list;
    if (!store || !key || !held || !head) { return; }
    list = Object.keys(pending).map(function (code) { return record(code, pending[code]); });
    pending = {};
    again = false;
    store.put(key, me, head, list, function () { /* nobody is left to be told */ });
    store.release(key, me);
    send("free", key);
  }

  function letter(got) {
    if (got.key !== key || !key) { return; }
    if (got.kind === "who" && held) { send("here", key, got.from); }
    if (got.kind === "here" && waiting) { waiting.answered = true; }
    if (got.kind === "take" && held) {
      hooks.flush();
      write(function () {
        held = false;
        store.release(key, me);
        send("yours", key, got.from);
        hooks.state("elsewhere");
      });
    }
    if (got.kind === "yours" && !held) { seize(); }
    if (got.kind === "free" && !held && !waiting) { begin(person); }
  }

  /* Goes on here: the other window writes what it has and gives the draft up; one that does not answer is passed by. */
  function takeOver() {
    var turn = begun;
    send("take", key);
    setTimeout(function () { if (turn === begun && !held) { seize(); } }, ANSWER);
  }

  /* All over again: what was entered goes aside. */
  function discard(why, strange) {
    var entries = {};
    each(strange || [], function (record) { entries[record.code] = record.entry; pending[record.code] = null; });
    each(book.leaves, function (leaf) {
      if (leaf.state().touched && !leaf.state().empty) { entries[leaf.code] = leaf.entry; }
      if (leaf.state().touched) { pending[leaf.code] = leaf; }
      leaf.write(leaf.data.form);
      leaf.facts = null;
    });
    aside(why, entries);
    book.earlier = {};
    book.dirty = false;
    if (head) { head.build = ""; }
    adopt();
    return Object.keys(entries).length;
  }

  book.keeping = { start: start, begin: begin, touch: touch, write: write, adopt: adopt, discard: discard, takeOver: takeOver, others: others, leave: leave,
    unkept: unkept, stamp: stamp,
    asides: function (done) { if (store) { store.asides(book.data.place, done); } else { done([]); } },
    held: function () { return held; }, person: function () { return person; }, broken: function () { return broken; } };
}(window.shifan = window.shifan || {}));
