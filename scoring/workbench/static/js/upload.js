/* Uploads in parts: 4 MiB at an offset, three files at once, going on where they were after a lost line or a reload. */
(function () {
  "use strict";
  var shifan = window.shifan, PART = 4 * 1024 * 1024, ATONCE = 3, running = 0, queue = [];

  function line(box) {
    var row = document.createElement("div");
    row.className = "piece up";
    row.innerHTML = '<span class="ico"></span><span class="t"></span><span class="act"><button class="btn q s" type="button">暂停</button></span><span class="d" role="status"></span><div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="0"><i class="w0"></i></div>';
    box.parentElement.insertBefore(row, box);
    return row;
  }
  function text(row, name, words) { row.querySelector("." + name).textContent = words; }
  function megabytes(size) { return size < 1048576 ? Math.max(1, Math.round(size / 1024)) + " KB" : (size / 1048576).toFixed(size < 10485760 ? 1 : 0) + " MB"; }
  function progress(row, share) {
    var bar = row.querySelector(".bar"), percent = Math.floor(share * 100);
    bar.setAttribute("aria-valuenow", percent);
    bar.firstChild.className = "w" + percent;
  }
  async function parts(job) {
    var offset = job.offset, began = Date.now();
    while (offset < job.file.size) {
      if (job.paused) { return false; }
      var response = await shifan.send("PATCH", "/uploads/" + job.token, job.file.slice(offset, offset + PART),
        { raw: true, headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) } });
      if (response.status === 409) {
        var head = await shifan.send("HEAD", "/uploads/" + job.token);
        offset = Number(head.headers.get("Upload-Offset"));
        continue;
      }
      if (!response.ok) { throw await response.json().catch(function () { return { problem: "上传中断了" }; }); }
      offset = Number(response.headers.get("Upload-Offset"));
      job.offset = offset;
      progress(job.row, offset / job.file.size);
      var left = (Date.now() - began) / 1000 / Math.max(1, offset) * (job.file.size - offset);
      text(job.row, "d", megabytes(offset) + " / " + megabytes(job.file.size) + (left > 5 ? " · 约 " + Math.ceil(left / 60) + " 分钟" : "") + " · 断网自动续传");
    }
    return true;
  }
  async function carry(job) {
    running += 1;
    try {
      if (!job.token) {
        var begun = await shifan.json("POST", "/uploads", { name: job.file.name, size: job.file.size, indicator: job.box.dataset.indicator, item: job.box.dataset.item, rectify: job.box.dataset.rectify, replaces: job.box.dataset.replaces });
        if (begun.status !== 200) { throw begun.data; }
        job.token = begun.data.token;
        job.offset = begun.data.offset;
      }
      if (!(await parts(job))) { text(job.row, "d", "已暂停，" + megabytes(job.offset) + " 已经在服务器上"); return; }
      text(job.row, "d", "正在认文件……");
      var done = await shifan.json("POST", "/uploads/" + job.token, {});
      if (done.status !== 200) { throw done.data; }
      job.row.querySelector(".act").remove();
      job.row.querySelector(".bar").remove();
      text(job.row, "t", done.data.title || job.file.name);
      text(job.row, "d", done.data.duplicate_of ? "就是 " + done.data.duplicate_of + "，没有重复登记" : done.data.id + " · 已交，等专班审核");
      (done.data.problems || []).forEach(function (item) { var p = document.createElement("p"); p.className = "dup"; p.textContent = (item.what + (item.fix ? "。" + item.fix : "")).replace("？。", "？"); job.row.after(p); });
      if (done.data.id) { var link = document.createElement("a"); link.href = "/e/" + done.data.id; link.textContent = "补写信息"; link.className = "btn q s"; var act = document.createElement("span"); act.className = "act"; act.appendChild(link); job.row.appendChild(act); }
    } catch (fault) {
      job.row.classList.add("bad");
      text(job.row, "d", fault.problem || "没有传成，请再选一次这个文件");
    } finally {
      running -= 1;
      next();
    }
  }
  function next() { while (running < ATONCE && queue.length) { carry(queue.shift()); } }
  function take(box, files) {
    Array.prototype.forEach.call(files, function (file) {
      var job = { box: box, file: file, row: line(box), offset: 0, token: "", paused: false };
      text(job.row, "ico", (file.name.split(".").pop() || "").slice(0, 4).toUpperCase());
      text(job.row, "t", file.name);
      text(job.row, "d", "排队中");
      job.row.querySelector(".bar").setAttribute("aria-label", "上传 " + file.name);
      var button = job.row.querySelector("button");
      button.onclick = function () {
        job.paused = !job.paused;
        button.textContent = job.paused ? "继续" : "暂停";
        if (!job.paused) { queue.push(job); next(); }
      };
      queue.push(job);
    });
    next();
  }
  document.querySelectorAll(".drop").forEach(function (box) {
    var input = box.querySelector("input[type=file]");
    input.addEventListener("change", function () { take(box, input.files); input.value = ""; });
    box.addEventListener("dragover", function (event) { event.preventDefault(); box.classList.add("over"); });
    box.addEventListener("dragleave", function () { box.classList.remove("over"); });
    box.addEventListener("drop", function (event) { event.preventDefault(); box.classList.remove("over"); take(box, event.dataTransfer.files); });
  });
  window.addEventListener("beforeunload", function (event) { if (running) { event.preventDefault(); event.returnValue = ""; } });
})();
