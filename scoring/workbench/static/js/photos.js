/* Photographs of an inspector: made small on the machine that took them, sent at once, or kept whole until the line is back. */
(function () {
  "use strict";
  var shifan = window.shifan = window.shifan || {}, MOST = 3, SIDE = 1600, LARGEST = 220000;

  /* The picture as a JPEG that is small enough, turned as the camera was held. */
  async function small(file) {
    var picture = await createImageBitmap(file, { imageOrientation: "from-image" }), scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    for (var quality = 0.82; ; quality -= 0.12) {
      var canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      var pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      var data = canvas.toDataURL("image/jpeg", quality);
      if (data.length * 0.75 <= LARGEST) { return data; }
      if (quality < 0.4) { scale *= 0.75; quality = 0.82; }
    }
  }
  function make(tag, attributes, text) {
    var element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (text) { element.textContent = text; }
    return element;
  }
  function blob(data) {
    var raw = atob(data.slice(data.indexOf(",") + 1)), bytes = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i++) { bytes[i] = raw.charCodeAt(i); }
    return URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
  }

  shifan.photos = function (form) {
    var box = form.querySelector("[data-photos]");
    if (!box) { return; }
    var hidden = box.querySelector("[name=photos]"), list = box.querySelector("ul"), pick = box.querySelector("[type=file]"), status = box.querySelector("[role=status]"), elements = box.dataset.elements.split("、"), drawn = null;
    function read() { try { return JSON.parse(hidden.value || "[]"); } catch (error) { return []; } }
    function keep(photos) { hidden.value = drawn = JSON.stringify(photos); hidden.dispatchEvent(new Event("input", { bubbles: true })); }
    function draw() {
      if (hidden.value === drawn) { return; }
      drawn = hidden.value;
      var photos = read();
      list.textContent = "";
      photos.forEach(function (photo, at) {
        var item = make("li"), id = "ph-" + at;
        item.appendChild(make("img", { alt: "现场照片 " + (at + 1), src: photo.data ? blob(photo.data) : box.dataset.url + "/" + photo.sha256 + ".jpg" }));
        var more = make("details"), missing = elements.filter(function (name) { return !(photo.caption || {})[name]; });
        more.appendChild(make("summary", {}, missing.length ? "说明还缺：" + missing.join("、") : "说明写全了"));
        elements.forEach(function (name, number) {
          var label = make("label", { "for": id + "-" + number }, name), input = make("input", { id: id + "-" + number, "class": "txt", autocomplete: "off", "data-element": name, "data-at": at });
          input.value = (photo.caption || {})[name] || "";
          more.appendChild(label);
          more.appendChild(input);
        });
        item.appendChild(more);
        item.appendChild(make("button", { type: "button", "class": "btn", "data-drop": at, "aria-label": "去掉照片 " + (at + 1) }, "去掉"));
        list.appendChild(item);
      });
      box.querySelector(".pick").hidden = photos.length >= MOST;
    }
    list.addEventListener("input", function (event) {
      var field = event.target, photos = read(), photo = photos[field.dataset.at];
      if (!photo) { return; }
      photo.caption = photo.caption || {};
      photo.caption[field.dataset.element] = field.value;
      event.stopPropagation();
      keep(photos);
      var missing = elements.filter(function (name) { return !photo.caption[name]; });
      field.closest("details").querySelector("summary").textContent = missing.length ? "说明还缺：" + missing.join("、") : "说明写全了";
    });
    list.addEventListener("click", function (event) {
      var button = event.target.closest("[data-drop]"), photos = read();
      if (!button) { return; }
      photos.splice(Number(button.dataset.drop), 1);
      keep(photos);
      drawn = null;
      draw();
      pick.focus();
    });
    pick.addEventListener("change", async function (event) {
      event.stopPropagation();
      var file = pick.files[0], photo, now = new Date(), place = form.elements.place.value, people = form.elements.people.value;
      pick.value = "";
      if (!file) { return; }
      status.textContent = "正在压缩……";
      try { photo = { data: await small(file) }; } catch (error) { status.textContent = "这个文件不是能打开的照片"; return; }
      photo.caption = { "时间": now.getFullYear() + "年" + (now.getMonth() + 1) + "月" + now.getDate() + "日" };
      if (place) { photo.caption["地点"] = place; }
      if (people) { photo.caption["人物"] = people; }
      try {
        var answer = await shifan.json("POST", box.dataset.url + "s", { data: photo.data }, { once: true });
        if (answer.status !== 200) { status.textContent = answer.data.problem || "没有收下"; return; }
        photo = { sha256: answer.data.sha256, caption: photo.caption };
        status.textContent = "照片已上传，和意见一起保存";
      } catch (error) { status.textContent = "连不上服务器，照片存在本机，和意见一起回传"; }
      keep(read().concat([photo]));
      drawn = null;
      draw();
    });
    draw();
    return draw;
  };
})();
