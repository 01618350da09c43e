/* Saving a record: one save id until it is answered, so that a resend after a lost answer does nothing twice. */
(function () {
  "use strict";
  var shifan = (window.shifan = window.shifan || {});

  /* Sends `body` with the form's save id; 200 and 409 are for the caller, everything else is told in `box`. */
  shifan.save = async function (form, method, url, body, box) {
    form.saveId = form.saveId || shifan.id();
    body.save_id = form.saveId;
    var outside = form.id ? document.querySelectorAll("button[form='" + form.id + "']") : [];
    var buttons = [].concat(Array.prototype.slice.call(form.querySelectorAll("button[type=submit]")), Array.prototype.slice.call(outside));
    buttons.forEach(function (button) { button.disabled = true; });
    try {
      var answer = await shifan.json(method, url, body);
      if (answer.status !== 401) { form.saveId = ""; }
      if (box) { shifan.faults(form, box, answer.status === 200 || answer.status === 409 ? null : answer.data); }
      return answer;
    } finally {
      buttons.forEach(function (button) { button.disabled = false; });
    }
  };

  /* Problems: listed in the box, and the fields that they name marked. */
  shifan.faults = function (form, box, data) {
    form.querySelectorAll("[aria-invalid]").forEach(function (field) { field.removeAttribute("aria-invalid"); field.removeAttribute("aria-errormessage"); });
    form.querySelectorAll(".inp.bad").forEach(function (field) { field.classList.remove("bad"); });
    box.textContent = "";
    if (!data) { return; }
    var problems = data.problems && data.problems.length ? data.problems : [{ what: data.problem, fix: "" }];
    var list = document.createElement("ul");
    problems.forEach(function (item) {
      var line = document.createElement("li");
      line.textContent = (item.what + (item.fix ? "。" + item.fix : "")).replace("？。", "？");
      list.appendChild(line);
      var field = item.field && form.elements[item.field];
      if (field && field.setAttribute) {
        field.setAttribute("aria-invalid", "true");
        field.setAttribute("aria-errormessage", box.id);
        if (field.parentElement.classList.contains("inp")) { field.parentElement.classList.add("bad"); }
      }
    });
    box.appendChild(list);
    if (data.who && data.who.length) {
      var who = document.createElement("p");
      who.textContent = "可以找：" + data.who.join("、");
      box.appendChild(who);
    }
  };
  /* The fields of a form as flat values; a name that stands more than once gives a list. */
  shifan.fields = function (form) {
    var found = {};
    new FormData(form).forEach(function (value, key) {
      if (typeof value !== "string" || key === "base" || key === "save_id") { return; }
      if (key in found) { found[key] = [].concat(found[key], value); } else { found[key] = value; }
    });
    return found;
  };
  shifan.fill = function (form, fields) {
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || field.name === "base" || field.name === "save_id" || field.type === "hidden" || field.type === "submit") { return; }
      var value = fields[field.name];
      if (field.type === "checkbox") { field.checked = [].concat(value === undefined ? [] : value).indexOf(field.value) >= 0; }
      else if (field.type === "radio") { field.checked = value === field.value; }
      else { field.value = value === undefined ? "" : [].concat(value)[0]; }
    });
  };
  document.addEventListener("change", function (event) {
    var form = event.target.closest && event.target.closest("form[data-auto]");
    if (form) { form.requestSubmit ? form.requestSubmit() : form.submit(); }
  });
})();
