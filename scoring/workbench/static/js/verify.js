/* An inspector's form: draft while typing, contradictions at once, keys 1 to 4; while the line is down the answer waits. */
(function () {
  "use strict";
  var shifan = window.shifan, field = shifan.field, ITEM = /^\/v\/[^/]+\/[^/]+$/;

  function start() {
    var form = document.getElementById("verify"), status = document.getElementById("saved"), box = document.getElementById("errors"), warn = document.getElementById("v-warn");
    if (!form) { return; }
    var base = form.dataset.base, timer = 0, touched = false, pictures = shifan.photos ? shifan.photos(form) : null;
    function say(tone, text) { status.className = "saved " + tone; status.textContent = text; }
    function read() { return shifan.fields(form); }
    function marked() { form.querySelectorAll(".seg label").forEach(function (label) { label.classList.toggle("on", label.firstElementChild.checked); }); }
    function told(list) { warn.textContent = list.join("；"); warn.hidden = !list.length; }
    function refill(fields) {
      shifan.fill(form, fields);
      if (form.elements.photos && fields.photos !== undefined) { form.elements.photos.value = fields.photos || "[]"; }
      if (pictures) { pictures(); }
    }
    /* What can be said without the server. */
    function plain() {
      var now = read(), score = Number(now.score), found = [];
      if (!now.score || now.opinion === "无法核实" || isNaN(score)) { return found; }
      if (now.opinion === "属实" && score < Number(form.dataset.claimed)) { found.push("意见写“属实”，评分却比自评低"); }
      if (now.opinion === "属实" && now.untrue) { found.push("意见写“属实”，又认定佐证不实"); }
      if (now.opinion === "不实" && score === Number(form.dataset.points)) { found.push("意见写“不实”，评分却是满分"); }
      if (score > Number(form.dataset.points)) { found.push("评分超过满分"); }
      return found;
    }
    async function look() {
      try {
        var answer = await shifan.json("PUT", form.dataset.url + "?preview=1", { fields: read() }, { once: true });
        told(answer.status === 200 ? answer.data.warnings : answer.status === 422 ? answer.data.problems.map(function (item) { return item.what; }) : []);
      } catch (error) { told(plain()); }
    }
    var keeper = shifan.draft.keeper(form.dataset.key, function () { return base; }, read, say);
    form.addEventListener("input", function () {
      touched = true; // from here on nothing that was kept may come over what is being typed
      marked();
      keeper.touch();
      clearTimeout(timer);
      timer = setTimeout(look, 250);
    });
    form.addEventListener("click", function (event) {
      var reason = event.target.closest("[data-reason]"), page = event.target.closest("[data-page]"), why = form.elements.reason, viewer = document.querySelector("[data-viewer]");
      var more = reason ? reason.dataset.reason : page && viewer ? "第" + viewer.dataset.page + "页" : "";
      if (!more || event.target.closest("[data-viewer]")) { return; }
      why.value = why.value + (why.value ? "，" : "") + more;
      why.dispatchEvent(new Event("input", { bubbles: true }));
      why.focus();
    });
    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      keeper.now();
      clearTimeout(timer);
      say("wait", "正在保存……");
      var body = { fields: read(), base: base, save_id: shifan.id() }, answer;
      try { answer = await shifan.json("PUT", form.dataset.url, body, { once: true }); }
      catch (error) {
        var wrong = plain();
        if (wrong.length) { shifan.faults(form, box, { problem: wrong[0], problems: [] }); say("bad", "没有保存"); return; }
        await field.keep(form.dataset.url, form.dataset.key, body);
        say("wait", "连不上服务器，这一项已存在本机，连上后自动回传");
        if (ITEM.test(form.dataset.next)) { go(form.dataset.next); } else { shifan.toast("都评完了；连上以后自动回传，再交卷"); }
        return;
      }
      if (answer.status === 200) { await field.forget(form.dataset.url); await shifan.draft.drop(form.dataset.key); go(form.dataset.next); return; }
      if (answer.status === 409) { shifan.faults(form, box, { problem: "另一个窗口也改了这一项；你写的留在草稿里，再按一次就用现在写的。", problems: [] }); base = null; }
      else { shifan.faults(form, box, answer.data); }
      say("bad", "没有保存");
    });
    (async function () {
      var waits = await field.waiting(form.dataset.url), here = await shifan.draft.here(form.dataset.key), stored = form.dataset.draft ? JSON.parse(form.dataset.draft) : null;
      if (touched) { return; }
      if (waits) { refill(waits.body.fields); say("wait", waits.problem ? "没有收下：" + waits.problem : "已存在本机，等回传"); }
      else if (here || stored) { refill(here ? here.fields : stored); say("", "草稿已经填好，还没有保存"); }
      marked();
      keeper.seen();
    })();
    field.show();
  }
  /* Another indicator or piece in the same window: from the server, or from this machine while the line is down. */
  async function go(url, back) {
    if (!ITEM.test(url.split("?")[0])) { location.href = url; return; }
    var made = await field.page(url), main = made && made.getElementById("main");
    if (!main || !main.classList.contains("verify")) { if (made) { location.href = url; } return; }
    document.getElementById("main").replaceWith(document.importNode(main, true));
    document.title = made.title;
    if (!back) { history.pushState({ go: url }, "", url); }
    window.scrollTo(0, 0);
    if (shifan.view) { shifan.view(); }
    start();
    field.flush();
    ready();
    var current = document.querySelector(".list [aria-current]");
    if (current) { current.scrollIntoView({ block: "nearest" }); }
  }
  /* The score is where one begins, with keys alone; on a phone a keyboard would cover the page. */
  function ready() {
    var score = document.getElementById("v-score");
    if (score && !score.closest("fieldset").disabled && window.matchMedia("(min-width: 900px)").matches) { score.focus({ preventScroll: true }); }
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-go]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
    event.preventDefault();
    go(link.getAttribute("href"));
  });
  window.addEventListener("popstate", function () { go(location.pathname + location.search, true); });
  start();
  ready();
})();
