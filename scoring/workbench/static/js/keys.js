/* Keys: single ones while nobody types, and only where the person has not turned them off. */
(function () {
  "use strict";
  var on = document.body.dataset.keys !== "off";

  function typing(target) {
    return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(target.type));
  }
  function step(by) {
    var rows = Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
    if (!rows.length) { return; }
    var here = rows.indexOf(document.activeElement);
    if (here < 0) { here = rows.findIndex(function (row) { return row.hasAttribute("aria-current"); }); }
    var next = rows[Math.max(0, Math.min(rows.length - 1, here + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
  function press(selector) {
    var found = document.querySelector(selector);
    if (found) { found.click(); found.focus(); }
    return !!found;
  }
  var current = document.querySelector(".list [aria-current]"), list = current && current.closest("ol");
  if (list) { list.scrollTop = Math.max(0, current.offsetTop - list.offsetTop - list.clientHeight / 3); }
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      var written = event.target.closest && event.target.closest("form[data-memo]");
      var button = written && written.querySelector("button[type=submit]:not([formaction])");
      if (button) { event.preventDefault(); button.click(); return; }
      if (press("[data-ctrl-enter]") || press(".foot .btn.p")) { event.preventDefault(); }
      return;
    }
    if (!on || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) { return; }
    var key = event.key.toLowerCase(), used = true;
    if (key === "/") { location.href = "/search"; }
    else if (key === "j") { step(1); }
    else if (key === "k") { step(-1); }
    else if (key === "e") { var field = document.querySelector("#finding .fields input:not([type=hidden]), #finding .fields textarea, #verify #v-score"); if (field) { field.focus(); } }
    else if (key === "u") { press(".drop input[type=file]"); }
    else if (key === "?") { var dialog = document.getElementById("keys"); if (dialog && dialog.showModal) { dialog.showModal(); } }
    else if (/^[1-9]$/.test(key)) { used = press("[data-key='" + key + "']"); }
    else { used = false; }
    if (used) { event.preventDefault(); }
  });
})();
