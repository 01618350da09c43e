/* Whole numbers of any length, and decimals as texts. Scores are added up here to the last digit, as the tool does;
   the numbers of the browser round, so none of them ever holds a score. */
(function (book) {
  "use strict";

  var BASE = 10000000, WIDTH = 7, PLACES = 12;
  var SHAPE = /^\d{1,15}(\.\d{1,12})?$/;

  function trimmed(limbs) {
    while (limbs.length > 1 && limbs[limbs.length - 1] === 0) { limbs.pop(); }
    return limbs;
  }

  /* A text of digits as limbs of seven digits, the lowest first. */
  function whole(text) {
    var limbs = [], end;
    for (end = text.length; end > 0; end -= WIDTH) {
      limbs.push(parseInt(text.slice(Math.max(0, end - WIDTH), end), 10));
    }
    return trimmed(limbs.length ? limbs : [0]);
  }

  function text(limbs) {
    var said = String(limbs[limbs.length - 1]), at, part;
    for (at = limbs.length - 2; at >= 0; at -= 1) {
      part = String(limbs[at]);
      said += "0000000".slice(part.length) + part;
    }
    return said;
  }

  function compare(a, b) {
    var at;
    if (a.length !== b.length) { return a.length < b.length ? -1 : 1; }
    for (at = a.length - 1; at >= 0; at -= 1) {
      if (a[at] !== b[at]) { return a[at] < b[at] ? -1 : 1; }
    }
    return 0;
  }

  function add(a, b) {
    var sum = [], carry = 0, at, here;
    for (at = 0; at < Math.max(a.length, b.length) || carry; at += 1) {
      here = (a[at] || 0) + (b[at] || 0) + carry;
      carry = here >= BASE ? 1 : 0;
      sum.push(here - carry * BASE);
    }
    return trimmed(sum.length ? sum : [0]);
  }

  /* a minus b, or nothing where b is larger: a score never falls below 0. */
  function less(a, b) {
    var rest = [], carry = 0, at, here;
    if (compare(a, b) <= 0) { return [0]; }
    for (at = 0; at < a.length; at += 1) {
      here = a[at] - (b[at] || 0) - carry;
      carry = here < 0 ? 1 : 0;
      rest.push(here + carry * BASE);
    }
    return trimmed(rest);
  }

  function times(a, b) {
    var product = [], i, j, here, carry;
    for (i = 0; i < a.length + b.length; i += 1) { product.push(0); }
    for (i = 0; i < a.length; i += 1) {
      carry = 0;
      for (j = 0; j < b.length || carry; j += 1) {
        here = product[i + j] + a[i] * (b[j] || 0) + carry;
        carry = Math.floor(here / BASE);
        product[i + j] = here - carry * BASE;
      }
    }
    return trimmed(product);
  }

  /* How often b goes into a; digit by digit, which is quick enough for one total. */
  function quotient(a, b) {
    var digits = text(a), rest = [0], said = "", at, count;
    for (at = 0; at < digits.length; at += 1) {
      rest = add(times(rest, [10]), whole(digits.charAt(at)));
      for (count = 0; compare(rest, b) >= 0; count += 1) { rest = less(rest, b); }
      said += count;
    }
    return whole(said);
  }

  /* A score as it may be written, in units of its twelfth decimal; null for anything else. */
  function decimal(said) {
    var parts;
    if (!SHAPE.test(said)) { return null; }
    parts = said.split(".");
    return whole(parts[0] + ((parts[1] || "") + "000000000000").slice(0, PLACES));
  }

  /* over/under with two decimals, half up: the only rounding. */
  function rounded(over, under) {
    var hundreds = quotient(add(times(over, [200]), under), times(under, [2]));
    var said = text(hundreds);
    while (said.length < 3) { said = "0" + said; }
    return said.slice(0, -2) + "." + said.slice(-2);
  }

  book.numbers = {
    whole: whole, text: text, compare: compare, add: add, less: less, times: times, decimal: decimal, rounded: rounded,
    unit: whole("1000000000000"), zero: [0]
  };
}(window.shifan = window.shifan || {}));
