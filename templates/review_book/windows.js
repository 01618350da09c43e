/* Other windows with the same book: words between them, by a channel of the browser and by its storage events, since
   neither is there everywhere. */
(function (book) {
  "use strict";

  var NAME = "shifan-review-book", LETTER = "shifan-book-letter", channel = null, heard = [], hear = null;
  var me = String(Date.now()) + "-" + String(Math.random()).slice(2);

  function arrived(letter) {
    if (!letter || typeof letter !== "object" || letter.from === me || (letter.to && letter.to !== me)) { return; }
    if (heard.indexOf(letter.id) >= 0) { return; } /* it came on both ways */
    heard.push(letter.id);
    if (heard.length > 200) { heard.shift(); }
    if (hear) { hear(letter); }
  }

  /* Sends a letter to all windows, or to one. */
  function send(kind, key, to) {
    var letter = { kind: kind, key: key, from: me, to: to || "", id: me + ":" + Math.random() };
    try { if (channel) { channel.postMessage(letter); } } catch (closed) { channel = null; }
    try {
      window.localStorage.setItem(LETTER, JSON.stringify(letter));
      window.localStorage.removeItem(LETTER);
    } catch (refused) { /* then the channel alone carries it */ }
  }

  function listen(act) {
    hear = act;
    try {
      channel = new BroadcastChannel(NAME);
      channel.onmessage = function (event) { arrived(event.data); };
    } catch (missing) { channel = null; }
    window.addEventListener("storage", function (event) {
      if (event.key !== LETTER || !event.newValue) { return; }
      try { arrived(JSON.parse(event.newValue)); } catch (broken) { /* not ours */ }
    });
  }

  book.windows = { me: me, send: send, listen: listen };
}(window.shifan = window.shifan || {}));
