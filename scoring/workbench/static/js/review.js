/* The review queue: a click on a reason writes it down; the decision is one key. */
(function () {
  "use strict";
  var note = document.getElementById("r-note");
  document.addEventListener("click", function (event) {
    var reason = event.target.closest("[data-reason]");
    if (!reason || !note) { return; }
    note.value = note.value + (note.value ? "，" : "") + reason.dataset.reason;
    reason.blur();
  });
})();
