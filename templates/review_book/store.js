/* Where drafts lie: a database of the browser, where there is none its local storage, else nowhere. One draft for each
   person and round; its entries one by one, so that a key pressed writes a few hundred bytes. Every write asks first, in
   the same transaction, whether this window still holds the draft: what another window wrote is never written over. */
(function (book) {
  "use strict";

  var NAME = "shifan-review-book", LOCAL = "shifan-book:", STALE = 20000;

  function now() { return Date.now(); }

  /* Whether this window may write what `lock` guards. */
  function mine(lock, owner) { return Boolean(lock) && lock.owner === owner; }

  function Database(database) { this.database = database; }
  Database.prototype.kind = "database";

  /* A lasting write is on the disk when it is called done: a power cut takes nothing of it. A quick one is with the
     system, which is enough where the browser is killed, and is done in a millisecond or two on the slowest disk. */
  Database.prototype.work = function (stores, mode, act, done, quick) {
    var box = {}, transaction, settled = false;
    function end(word) { if (!settled) { settled = true; done(word, box.result); } }
    try {
      try {
        transaction = this.database.transaction(stores, mode, { durability: quick ? "relaxed" : "strict" });
      } catch (older) {
        transaction = this.database.transaction(stores, mode);
      }
      transaction.oncomplete = function () { end(box.word || "ok"); };
      transaction.onabort = function () { end(box.word || (transaction.error && transaction.error.name === "QuotaExceededError" ? "full" : "failed")); };
      act(transaction, box);
    } catch (broken) { end("failed"); }
  };

  /* The drafts of a round: their heads with the number of entries. */
  Database.prototype.list = function (place, done) {
    this.work(["drafts", "entries"], "readonly", function (transaction, box) {
      box.result = [];
      transaction.objectStore("drafts").openCursor().onsuccess = function (event) {
        var cursor = event.target.result, head;
        if (!cursor) { return; }
        head = cursor.value;
        if (head.place === place) {
          box.result.push(head);
          transaction.objectStore("entries").count(IDBKeyRange.bound([head.key], [head.key, []])).onsuccess = function (counted) {
            head.count = counted.target.result;
          };
        }
        cursor["continue"]();
      };
    }, function (word, list) { done(list || []); });
  };

  Database.prototype.read = function (key, done) {
    this.work(["drafts", "entries"], "readonly", function (transaction, box) {
      box.result = { head: null, entries: [] };
      transaction.objectStore("drafts").get(key).onsuccess = function (event) { box.result.head = event.target.result || null; };
      transaction.objectStore("entries").openCursor(IDBKeyRange.bound([key], [key, []])).onsuccess = function (event) {
        var cursor = event.target.result;
        if (cursor) { box.result.entries.push(cursor.value); cursor["continue"](); }
      };
    }, function (word, result) { done(result || { head: null, entries: [] }); });
  };

  /* Heads and entries under the lock of `owner`; an entry without content is taken out. ok, lost, full or failed. */
  Database.prototype.put = function (key, owner, head, entries, done, quick) {
    this.work(["locks", "drafts", "entries"], "readwrite", function (transaction, box) {
      transaction.objectStore("locks").get(key).onsuccess = function (event) {
        if (!mine(event.target.result, owner)) { box.word = "lost"; transaction.abort(); return; }
        try {
          transaction.objectStore("locks").put({ key: key, owner: owner, at: now() });
          if (head) { transaction.objectStore("drafts").put(head); }
          entries.forEach(function (entry) {
            var store = transaction.objectStore("entries");
            if (entry.entry) { store.put(entry); } else { store["delete"]([key, entry.code]); }
          });
        } catch (refused) {
          box.word = refused.name === "QuotaExceededError" ? "full" : "failed";
          transaction.abort();
        }
      };
    }, done, quick);
  };

  /* Takes the lock where it is free, ours, stale, or `force` is said; tells whether it is ours now. */
  Database.prototype.claim = function (key, owner, force, done) {
    this.work(["locks"], "readwrite", function (transaction, box) {
      var locks = transaction.objectStore("locks");
      locks.get(key).onsuccess = function (event) {
        var lock = event.target.result;
        box.result = !lock || mine(lock, owner) || force || now() - lock.at > STALE;
        if (box.result) { locks.put({ key: key, owner: owner, at: now() }); }
      };
    }, function (word, ours) { done(word === "ok" && Boolean(ours), word); });
  };

  Database.prototype.release = function (key, owner) {
    this.work(["locks"], "readwrite", function (transaction) {
      var locks = transaction.objectStore("locks");
      locks.get(key).onsuccess = function (event) { if (mine(event.target.result, owner)) { locks["delete"](key); } };
    }, function () { /* whoever comes next sees that nobody answers */ });
  };

  /* A draft that is no more wanted is put aside and stays to be fetched. */
  Database.prototype.aside = function (record, done) {
    this.work(["asides"], "readwrite", function (transaction) { transaction.objectStore("asides").add(record); }, done || function () { /* told nowhere */ });
  };

  Database.prototype.asides = function (place, done) {
    this.work(["asides"], "readonly", function (transaction, box) {
      transaction.objectStore("asides").getAll().onsuccess = function (event) {
        box.result = event.target.result.filter(function (record) { return record.place === place; });
      };
    }, function (word, list) { done(list || []); });
  };

  /* The same over the local storage: one text for each draft. Two windows can only be told apart by the lock in it. */
  function Local(storage) { this.storage = storage; }
  Local.prototype.kind = "local";

  Local.prototype.get = function (key) {
    try { return JSON.parse(this.storage.getItem(LOCAL + key) || "null"); } catch (broken) { return null; }
  };

  Local.prototype.set = function (key, value) { this.storage.setItem(LOCAL + key, JSON.stringify(value)); };

  Local.prototype.all = function (act) {
    var at, key;
    for (at = 0; at < this.storage.length; at += 1) {
      key = this.storage.key(at);
      if (key.indexOf(LOCAL) === 0) { act(key.slice(LOCAL.length), this.get(key.slice(LOCAL.length))); }
    }
  };

  Local.prototype.list = function (place, done) {
    var found = [];
    this.all(function (key, value) {
      if (value && value.head && value.head.place === place) {
        value.head.count = Object.keys(value.entries || {}).length;
        found.push(value.head);
      }
    });
    done(found);
  };

  Local.prototype.read = function (key, done) {
    var kept = this.get(key) || {}, entries = kept.entries || {};
    done({ head: kept.head || null, entries: Object.keys(entries).map(function (code) { return entries[code]; }) });
  };

  Local.prototype.put = function (key, owner, head, entries, done) {
    var kept;
    if (!mine(this.get("lock:" + key), owner)) { done("lost"); return; }
    try {
      kept = this.get(key) || { head: null, entries: {} };
      if (head) { kept.head = head; }
      entries.forEach(function (entry) {
        if (entry.entry) { kept.entries[entry.code] = entry; } else { delete kept.entries[entry.code]; }
      });
      this.set(key, kept);
      this.set("lock:" + key, { owner: owner, at: now() });
      done("ok");
    } catch (full) { done("full"); }
  };

  Local.prototype.claim = function (key, owner, force, done) {
    var lock = this.get("lock:" + key), ours = !lock || mine(lock, owner) || force || now() - lock.at > STALE;
    try {
      if (ours) { this.set("lock:" + key, { owner: owner, at: now() }); }
      done(ours, "ok");
    } catch (full) { done(false, "full"); }
  };

  Local.prototype.release = function (key, owner) {
    if (mine(this.get("lock:" + key), owner)) { this.storage.removeItem(LOCAL + "lock:" + key); }
  };

  Local.prototype.aside = function (record, done) {
    try {
      this.set("aside:" + now() + ":" + Math.random(), record);
      if (done) { done("ok"); }
    } catch (full) { if (done) { done("full"); } }
  };

  Local.prototype.asides = function (place, done) {
    var found = [];
    this.all(function (key, value) { if (key.indexOf("aside:") === 0 && value && value.place === place) { found.push(value); } });
    done(found);
  };

  function local(done) {
    var storage;
    try {
      storage = window.localStorage;
      storage.setItem(LOCAL + "try", "1");
      storage.removeItem(LOCAL + "try");
      done(new Local(storage));
    } catch (refused) { done(null); }
  }

  /* Opens the best that there is; calls back with it, or with nothing. */
  function open(done) {
    var asked, settled = false;
    function other() { if (!settled) { settled = true; local(done); } }
    try {
      asked = window.indexedDB.open(NAME, 1);
      asked.onupgradeneeded = function () {
        var database = asked.result;
        database.createObjectStore("drafts", { keyPath: "key" });
        database.createObjectStore("entries", { keyPath: ["draft", "code"] });
        database.createObjectStore("locks", { keyPath: "key" });
        database.createObjectStore("asides", { autoIncrement: true });
      };
      asked.onsuccess = function () {
        if (settled) { asked.result.close(); return; }
        settled = true;
        asked.result.onversionchange = function () { asked.result.close(); };
        done(new Database(asked.result));
      };
      asked.onerror = function (event) { if (event.preventDefault) { event.preventDefault(); } other(); };
      asked.onblocked = other;
      setTimeout(other, 8000);
    } catch (refused) { other(); }
  }

  book.store = { open: open };
}(window.shifan = window.shifan || {}));
