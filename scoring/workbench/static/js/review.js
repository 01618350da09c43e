/* The review queue: the decision is one key; to return a piece, one more key names the reason. */
(function () {
  "use strict";
  var form = document.getElementById("review"), note = document.getElementById("r-note"), hint = document.getElementById("r-hint");
  if (!form || !note) { return; }
  var reasons = Array.prototype.slice.call(document.querySelectorAll("[data-reason]"));
  var decisions = Array.prototype.slice.call(document.querySelectorAll(".foot [data-key]"));
  var keys = decisions.map(function (button) { return button.dataset.key; }), choosing = false;

  /* While a reason is asked for, the digits name reasons; otherwise they decide. */
  function ask(on) {
    choosing = on;
    form.classList.toggle("choosing", on);
    reasons.forEach(function (button, number) { if (on) { button.dataset.key = number + 1; } else { delete button.dataset.key; } });
    decisions.forEach(function (button, number) { if (on) { delete button.dataset.key; } else { button.dataset.key = keys[number]; } });
    hint.textContent = on ? "为什么退回？按数字选一条就退回，或者自己写；Esc 不退了" : "";
    if (on && reasons[0]) { reasons[0].focus(); }
  }
  form.addEventListener("click", function (event) {
    var reason = event.target.closest("[data-reason]");
    if (!reason) { return; }
    note.value = note.value + (note.value ? "，" : "") + reason.dataset.reason;
    if (choosing) { form.querySelector("button[value=returned]").click(); } else { reason.blur(); }
  });
  form.addEventListener("submit", function (event) {
    if (event.submitter && event.submitter.value === "returned" && !note.value.trim()) {
      event.preventDefault();
      ask(true);
    }
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape" && choosing) { ask(false); } });
})();
