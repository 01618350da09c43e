/* Accounts: a workbook is read into the list, to be looked at before it is imported; slips are printed. */
(function () {
  "use strict";
  var shifan = window.shifan, input = document.getElementById("a-file"), list = document.getElementById("a-list"), told = document.getElementById("a-file-said");
  document.addEventListener("click", function (event) { if (event.target.closest("[data-print]")) { window.print(); } });
  if (!input) { return; }
  input.addEventListener("change", async function () {
    var file = input.files[0];
    if (!file) { return; }
    told.textContent = "正在读 " + file.name + "……";
    var answer = await shifan.json("POST", "/admin/accounts/sheet", file, { raw: true, headers: { "Content-Type": "application/octet-stream" } });
    if (answer.status !== 200) { told.textContent = answer.data.problem; input.value = ""; return; }
    list.value = answer.data.list;
    told.textContent = "读到 " + answer.data.new + " 个新账号" + (answer.data.known ? "，另有 " + answer.data.known + " 个已经有了" : "") + "。看一遍，再点导入。";
    list.focus();
  });
})();
