/* The canonical text of a value, and SHA-256 of a text: the tool computes the same over a result file. */
(function (book) {
  "use strict";

  var ROUND = [], START = [];

  /* The constants of FIPS 180-4: the first 32 bits of the fractional parts of roots of the first primes. */
  (function () {
    var prime = 2, divisor, known = 0;
    function bits(value) { return ((value - Math.floor(value)) * 4294967296) | 0; }
    for (; known < 64; prime += 1) {
      for (divisor = 2; divisor * divisor <= prime && prime % divisor; divisor += 1) { /* until one divides */ }
      if (divisor * divisor > prime) {
        if (known < 8) { START.push(bits(Math.sqrt(prime))); }
        ROUND.push(bits(Math.pow(prime, 1 / 3)));
        known += 1;
      }
    }
  }());

  function bytes(text) {
    var encoded = unescape(encodeURIComponent(text)), found = [], at;
    for (at = 0; at < encoded.length; at += 1) { found.push(encoded.charCodeAt(at)); }
    return found;
  }

  function turned(value, by) { return (value >>> by) | (value << (32 - by)); }

  function block(state, data, from) {
    var w = [], at, s0, s1, a, b, c, d, e, f, g, h, first, second;
    for (at = 0; at < 64; at += 1) {
      if (at < 16) {
        w[at] = (data[from + 4 * at] << 24) | (data[from + 4 * at + 1] << 16) |
          (data[from + 4 * at + 2] << 8) | data[from + 4 * at + 3];
      } else {
        s0 = turned(w[at - 15], 7) ^ turned(w[at - 15], 18) ^ (w[at - 15] >>> 3);
        s1 = turned(w[at - 2], 17) ^ turned(w[at - 2], 19) ^ (w[at - 2] >>> 10);
        w[at] = (w[at - 16] + s0 + w[at - 7] + s1) | 0;
      }
    }
    a = state[0]; b = state[1]; c = state[2]; d = state[3];
    e = state[4]; f = state[5]; g = state[6]; h = state[7];
    for (at = 0; at < 64; at += 1) {
      s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      first = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[at] + w[at]) | 0;
      s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + first) | 0;
      d = c; c = b; b = a; a = (first + second) | 0;
    }
    return [state[0] + a | 0, state[1] + b | 0, state[2] + c | 0, state[3] + d | 0,
      state[4] + e | 0, state[5] + f | 0, state[6] + g | 0, state[7] + h | 0];
  }

  function sha256(text) {
    var data = bytes(text), length = data.length, state = START, said = "", at;
    data.push(128);
    while (data.length % 64 !== 56) { data.push(0); }
    for (at = 7; at >= 0; at -= 1) { data.push(Math.floor(length * 8 / Math.pow(256, at)) % 256); }
    for (at = 0; at < data.length; at += 64) { state = block(state, data, at); }
    for (at = 0; at < 8; at += 1) { said += ("0000000" + (state[at] >>> 0).toString(16)).slice(-8); }
    return said;
  }

  /* JSON with sorted keys and nothing between. */
  function canonical(value) {
    var keys, parts = [], at;
    if (Array.isArray(value)) {
      for (at = 0; at < value.length; at += 1) { parts.push(canonical(value[at])); }
      return "[" + parts.join(",") + "]";
    }
    if (value && typeof value === "object") {
      keys = Object.keys(value).sort();
      for (at = 0; at < keys.length; at += 1) { parts.push(JSON.stringify(keys[at]) + ":" + canonical(value[keys[at]])); }
      return "{" + parts.join(",") + "}";
    }
    return JSON.stringify(value);
  }

  /* A text as the tool keeps it: one kind of line end, no signs that steer, no halves of characters. */
  function clean(text) {
    return String(text).replace(/\r\n?/g, "\n")
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff\u202a-\u202e\u2066-\u2069]/g, "")
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])/g, "")
      .replace(/(^|[^\ud800-\udbff])[\udc00-\udfff]+/g, "$1")
      .replace(/^\s+|\s+$/g, "");
  }

  book.digest = { sha256: sha256, canonical: canonical, clean: clean };
}(window.shifan = window.shifan || {}));
