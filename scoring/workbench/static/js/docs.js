/* Documents as jobs: a press begins one, the row says how far it is, and the paper opens when it is ready. */
(function () {
  "use strict";
  var shifan = window.shifan;
  function pause(ms) { return new Promise(function (done) { setTimeout(done, ms); }); }
  document.addEventListener("click", async function (event) {
    var link = event.target.closest("a[data-kind]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
    event.preventDefault();
    var row = link.closest("tr") || link.closest("section") || link.parentElement, box = row.querySelector("[data-job]");
    function say(text, bad) { box.hidden = false; box.className = bad ? "err" : "sm mut"; box.textContent = text; }
    say("排队……");
    var answer = await shifan.json("POST", "/docs/jobs", { kind: link.dataset.kind, form: link.dataset.form, month: link.dataset.month, round: link.dataset.round, number: link.dataset.number });
    if (answer.status !== 200) { say(answer.data.problem, true); return; }
    var job = answer.data;
    while (job.state === "waiting" || job.state === "working") {
      say(job.state === "waiting" ? "前面还有一份在做，排队……" : "正在做，" + Math.round(job.seconds) + " 秒" + (job.usual ? "（上次 " + Math.round(job.usual) + " 秒）" : "") + "，约 " + job.percent + "%");
      await pause(700);
      answer = await shifan.json("GET", "/docs/jobs/" + job.job);
      if (answer.status !== 200) { say(answer.data.problem, true); return; }
      job = answer.data;
    }
    if (job.state !== "done") { say(job.problem || "没有做成", true); return; }
    say("做好了，" + Math.max(1, Math.round(job.seconds)) + " 秒");
    location.href = "/docs/jobs/" + job.job + "/file";
  });
})();
