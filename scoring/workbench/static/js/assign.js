/* Assigning: how many are chosen, and how many each unit would lead afterwards. */
(function () {
  "use strict";
  var form = document.getElementById("assign"), told = document.getElementById("picked"), change = document.getElementById("load-change");
  var boxes = Array.prototype.slice.call(document.querySelectorAll("input[name=codes]")), all = document.getElementById("pick-all");
  if (!form || !boxes.length) { return; }
  function now(unit) { var cell = document.querySelector("[data-load=\"" + CSS.escape(unit) + "\"]"); return cell ? Number(cell.textContent) : 0; }
  function show() {
    var chosen = boxes.filter(function (box) { return box.checked; });
    told.textContent = chosen.length ? "已选 " + chosen.length + " 项；写了的改，不写的不动。" : "先在左边勾选，再写要改的；不写的不动。";
    all.checked = chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && !all.checked;
    var lead = form.elements.lead.value.trim(), lines = {};
    change.textContent = "";
    if (!lead || !chosen.length) { return; }
    var names = lead === "清空" ? [] : lead.split(/[、,，]/).map(function (name) { return name.trim(); }).filter(Boolean);
    chosen.forEach(function (box) {
      var old = box.dataset.members ? box.dataset.members.split("|") : [];
      old.forEach(function (unit) { if (names.indexOf(unit) < 0) { lines[unit] = (lines[unit] || 0) - 1; } });
      names.forEach(function (unit) { if (old.indexOf(unit) < 0) { lines[unit] = (lines[unit] || 0) + 1; } });
    });
    change.textContent = Object.keys(lines).slice(0, 8).map(function (unit) { return unit + " " + now(unit) + " → " + (now(unit) + lines[unit]) + " 项"; }).join("；");
  }
  all.addEventListener("change", function () { boxes.forEach(function (box) { box.checked = all.checked; }); show(); });
  boxes.forEach(function (box) { box.addEventListener("change", show); });
  form.elements.lead.addEventListener("input", show);
  show();
})();
