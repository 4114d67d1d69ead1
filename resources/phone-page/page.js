/* Sends files to the computer in slices, and goes on where it stood after a break or a reload. Written for old phones:
   no promises, no fetch, nothing newer than their browsers; encryption comes from seal.js where the phone can load it. */
(function () {
  "use strict";
  var LEAST = 256 * 1024, BLOCK = 2 * 1024 * 1024;
  var base = location.pathname.replace(/[^\/]*$/, "");
  var words, language, key = null, crypt = null, sealed = false, most = 8 * 1024 * 1024;
  var files = [], sending = null, failures = 0, ended = false, polling = null, opened = 0, offered = [], saidOver = false;

  function by(id) { return document.getElementById(id); }
  function show(id, yes) { by(id).hidden = !yes; }
  function say(name, facts) {
    var text = words[name] || words.code_other, part;
    for (part in facts || {}) { text = text.split("{" + part + "}").join(facts[part]); }
    return text;
  }
  function write(id, text) { var place = by(id); place.textContent = text; place.hidden = !text; }

  /* ---- words */

  function speak(chosen) {
    var help = by("help"), place;
    language = chosen;
    words = WORDS[language];
    document.documentElement.lang = language;
    write("title", words.title); write("language", words.other);
    write("files-label", words.choose); write("camera-label", words.camera);
    write("drop", words.drop); write("where-title", words.where); write("where-words", words.where_words);
    write("help-title", words.help); write("fetching-title", words.fetch_title);
    while (help.firstChild) { help.removeChild(help.firstChild); }
    for (place = 1; place <= 4; place++) {
      help.appendChild(document.createElement("li")).textContent = words["help_" + place];
    }
    write("browser", /MicroMessenger/i.test(navigator.userAgent) ? words.wechat : "");
    sayBrands();
    sayAll();
  }
  function saySealed() {
    var place = by("sealed");
    place.className = crypt === null || sealed ? "calm" : "warn";
    write("sealed", crypt === null ? words.waiting : sealed ? words.sealed : words.plain);
  }
  function sayBrands() {
    var place = by("brands"), known = BRAND_WORDS[language];
    while (place.firstChild) { place.removeChild(place.firstChild); }
    show("brand", false);
    BRANDS.forEach(function (brand) {
      var made = document.createElement("button");
      made.type = "button";
      made.textContent = language === "en" ? brand.en : brand.zh;
      made.setAttribute("aria-pressed", "false");
      made.onclick = function () {
        var all = place.children, n;
        for (n = 0; n < all.length; n++) { all[n].setAttribute("aria-pressed", String(all[n] === made)); }
        showBrand(brand, known);
      };
      place.appendChild(made);
    });
  }
  function showBrand(brand, known) {
    var text = known.iphone, steps = [known.notes, known.share, known.files], place = by("brand-picture");
    if (brand.way) {
      text = known.android.split("{way}").join(brand.way.join(" › "));
      if (brand.or) { text += known.or.split("{way}").join(brand.or.join(" › ")); }
      steps = [known.storage].concat(brand.way);
    }
    write("brand-words", text);
    while (place.firstChild) { place.removeChild(place.firstChild); }
    place.appendChild(drawWay(steps, known.here));
    show("brand", true);
  }
  function sayTime(seconds) {
    return seconds < 90 ? say("seconds", { n: Math.max(1, Math.round(seconds)) }) : say("minutes", { n: Math.round(seconds / 60) });
  }

  /* ---- talking with the computer */

  function request(method, path, body, headers, done, moved) {
    var http = new XMLHttpRequest(), over = false, name;
    function end(status) { if (!over) { over = true; done(status, http); } }
    http.open(method, base + path, true);
    http.responseType = "arraybuffer";
    http.timeout = method === "PATCH" ? 900000 : 60000;
    for (name in headers) { http.setRequestHeader(name, headers[name]); }
    http.onload = function () { end(http.status); };
    http.onerror = http.ontimeout = http.onabort = function () { end(0); };
    if (moved && http.upload) { http.upload.onprogress = moved; }
    http.send(body);
  }
  function bytesOf(text) {
    var plain = unescape(encodeURIComponent(text)), made = new Uint8Array(plain.length), n;
    for (n = 0; n < plain.length; n++) { made[n] = plain.charCodeAt(n); }
    return made;
  }
  function textOf(bytes) {
    var made = [], n;
    for (n = 0; n < bytes.length; n += 8192) { made.push(String.fromCharCode.apply(null, bytes.subarray(n, n + 8192))); }
    return decodeURIComponent(escape(made.join("")));
  }
  function ask(what, facts, done) {
    var name, body, kind = "application/json", asked = { what: what, now: Date.now() };
    for (name in facts) { asked[name] = facts[name]; }
    body = bytesOf(JSON.stringify(asked));
    if (sealed) { body = crypt.seal(key, "ask", body); kind = "application/octet-stream"; }
    request("POST", "ask", body, { "Content-Type": kind }, function (status, http) {
      var answer = null, data;
      if (status === 200) {
        try {
          data = new Uint8Array(http.response);
          answer = JSON.parse(textOf(sealed ? crypt.unseal(key, "answer", data) : data));
        } catch (error) { status = 0; }
      }
      done(status, answer);
    });
  }
  /* Asks until there is an answer; stops for good where the page is no more. */
  function insist(what, facts, done) {
    if (ended) { return; }
    ask(what, facts, function (status, answer) {
      if (status === 200) { reached(); done(answer); return; }
      if (gone(status)) { return; }
      failed(function () { insist(what, facts, done); });
    });
  }
  function reached() { failures = 0; if (!ended) { write("trouble", ""); } }
  function gone(status) {
    if (status !== 403 && status !== 404) { return false; }
    end();
    return true;
  }
  function end() {
    var kept = files.length > 0 && !missing().length && !keeping();
    ended = true;
    show("choosing", false);
    write("trouble", kept || (offered.length && allFetched()) ? words.closed_done : words.gone);
  }
  function failed(again) {
    failures += 1;
    if (failures > 3 && files.length && !missing().length && !keeping()) { end(); return; }
    write("trouble", failures > 4 ? words.lost_long : words.lost);
    setTimeout(again, Math.min(5000, 300 * Math.pow(2, Math.min(failures, 5))));
  }

  /* ---- the list */

  function missing() { return files.filter(function (one) { return one.state === "waiting" || one.state === "receiving"; }); }
  function any(state) { return files.some(function (one) { return one.state === state; }); }
  function keeping() { return any("keeping"); }
  function allFetched() { return offered.every(function (one) { return one.fetched; }); }
  function take(told) {
    told.forEach(function (one) {
      var known = files.filter(function (file) { return file.id === one.id; })[0];
      if (!known) { known = { id: one.id, file: null, row: null }; files.push(known); }
      known.name = one.name; known.size = one.size; known.state = one.state; known.sha256 = one.sha256;
      known.before = one.before; known.code = one.code;
      if (known !== sending) { known.offset = one.offset; }
    });
  }
  function sayAll() {
    var open = missing(), lost;
    if (!words) { return; }
    saySealed();
    files.forEach(sayFile);
    lost = open.filter(function (one) { return !one.file; });
    show("again", lost.length > 0 && !sending && !ended);
    if (lost.length) { by("again-words").textContent = say("again", { names: lost.slice(0, 5).map(function (one) { return one.name; }).join("、") }); }
    write("whole", !files.length ? "" : sending || (open.length && !lost.length) || keeping() ? words.keep_open
      : open.length || !any("kept") ? "" : (any("refused") ? words.some_kept : words.all_kept) + " " + words.digest_why);
    offered.forEach(sayOffered);
  }
  function rowOf(list, owner) {
    var row = document.createElement("li");
    owner.row = row;
    owner.nameLine = row.appendChild(document.createElement("div"));
    owner.nameLine.className = "name";
    owner.bar = row.appendChild(document.createElement("div"));
    owner.bar.className = "bar";
    owner.fill = owner.bar.appendChild(document.createElement("div"));
    owner.said = row.appendChild(document.createElement("div"));
    owner.said.className = "said";
    owner.digest = row.appendChild(document.createElement("div"));
    owner.digest.className = "digest";
    list.appendChild(row);
  }
  function sayFile(one) {
    var percent = one.size ? Math.floor(100 * Math.min(1, (one.offset + (one.flying || 0)) / one.size)) : 0;
    if (!one.row) { rowOf(by("list"), one); }
    one.nameLine.textContent = one.name;
    one.row.className = one.state === "kept" ? "done" : one.state === "refused" || one.broken ? "refused" : "";
    one.bar.hidden = one.state === "kept" || one.state === "refused";
    one.fill.style.width = percent + "%";
    one.digest.textContent = one.state === "kept" ? words.digest + " " + one.sha256.slice(0, 8) : "";
    one.said.textContent = one.broken ? words.unreadable
      : one.state === "kept" ? (one.before ? words.kept_before : words.kept)
      : one.state === "keeping" ? words.keeping
      : one.state === "refused" ? say("code_" + one.code, { code: one.code })
      : one === sending ? (one.checking ? words.checking : speed(one, percent))
      : one.offset ? say("sending_first", { percent: percent }) : words.queued;
  }
  function speed(one, percent) {
    var seconds = (Date.now() - one.began) / 1000, sent = one.offset + (one.flying || 0) - one.from;
    if (seconds < 2 || sent <= 0) { return say("sending_first", { percent: percent }); }
    return say("sending", { percent: percent, left: sayTime((one.size - one.offset) * seconds / sent) });
  }

  /* ---- choosing */

  function chosen(input) {
    var list = [], n;
    for (n = 0; n < input.files.length; n++) { list.push(input.files[n]); }
    input.value = "";
    if (list.length) { announce(list); }
  }
  function announce(list) {
    var facts = list.map(function (one) {
      return { name: one.name || "file", size: one.size, type: one.type || "", modified: one.lastModified || (one.lastModifiedDate ? +one.lastModifiedDate : null) };
    });
    saidOver = false;
    insist("announce", { files: facts, opened: opened }, function (answer) {
      take(answer.files);
      answer.files.forEach(function (one, place) {
        var known = files.filter(function (file) { return file.id === one.id; })[0];
        if (known.file === null || known.broken) { known.file = list[place]; known.hash = null; known.hashed = 0; known.broken = false; }
      });
      drawAgain();
      next();
    });
  }
  /* A file that was refused and chosen again has a new number; its old line goes. */
  function drawAgain() {
    var newest = {};
    files.forEach(function (one) { newest[one.name + "/" + one.size] = one; });
    files = files.filter(function (one) {
      var stays = one.state !== "refused" || newest[one.name + "/" + one.size] === one;
      if (!stays && one.row) { one.row.parentNode.removeChild(one.row); }
      return stays;
    });
    sayAll();
  }

  /* ---- sending */

  function next() {
    var open;
    if (sending || ended) { return; }
    open = missing().filter(function (one) { return one.file && !one.broken; })[0];
    if (open) { begin(open); return; }
    sayAll();
    if (keeping()) { poll(); }
    else if (!missing().length && files.length && !saidOver) { saidOver = true; insist("over", {}, function (answer) { take(answer.files); sayAll(); }); }
  }
  function begin(one) {
    sending = one;
    one.began = Date.now(); one.from = one.offset; one.slice = one.slice || most; one.flying = 0; one.ready = null;
    if (crypt && !one.hash) { one.hash = crypt.hasher(); one.hashed = 0; }
    one.checking = Boolean(one.hash && one.hashed < one.offset);
    sayAll();
    hashUpTo(one, one.offset, function () { one.checking = false; step(one); });
  }
  function read(one, from, to, done) {
    var reader = new FileReader();
    reader.onload = function () { done(new Uint8Array(reader.result)); };
    reader.onerror = function () { one.broken = true; sending = null; sayAll(); next(); };
    reader.readAsArrayBuffer(one.file.slice(from, to));
  }
  /* After a reload what was sent before is read again, so that the digest is of the whole file. */
  function hashUpTo(one, place, done) {
    if (!one.hash || one.hashed >= place) { done(); return; }
    read(one, one.hashed, Math.min(place, one.hashed + most), function (data) {
      one.hash.update(data);
      one.hashed += data.length;
      setTimeout(function () { hashUpTo(one, place, done); }, 0);
    });
  }
  function prepare(one, from, done) {
    var to = Math.min(one.size, from + one.slice), place, part;
    read(one, from, to, function (data) {
      var digest = "", made = { from: from, to: to };
      if (data.length !== to - from) { one.broken = true; sending = null; sayAll(); next(); return; }
      if (one.hash && to > one.hashed) {
        one.hash.update(data.subarray(one.hashed - from));
        one.hashed = to;
        if (to === one.size) { one.found = hex(one.hash.digest()); }
      }
      if (to === one.size) { digest = one.found || ""; }
      made.digest = digest;
      made.body = [data];
      if (sealed) {
        made.body = [];
        for (place = from; place < to; place += BLOCK) {
          part = data.subarray(place - from, Math.min(place + BLOCK, to) - from);
          made.body.push(crypt.seal(key, "slice " + one.id + " " + place + " " + one.size + " " + (place + part.length === one.size ? digest : ""), part));
        }
      }
      done(made);
    });
  }
  function hex(bytes) {
    var made = "", n;
    for (n = 0; n < bytes.length; n++) { made += (bytes[n] < 16 ? "0" : "") + bytes[n].toString(16); }
    return made;
  }
  function step(one) {
    var ready = one.ready;
    one.ready = null;
    if (ended || sending !== one) { return; }
    if (ready && ready.from === one.offset) { send(one, ready); return; }
    prepare(one, one.offset, function (made) { send(one, made); });
  }
  function send(one, made) {
    var headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(made.from), "Tus-Resumable": "1.0.0" };
    var sent = false, prepared = made.to === one.size, wanted = null;
    function on() { if (sent && prepared) { wanted(); } }
    /* A Blob, not the bytes: Chromium sends it several times as fast. */
    if (made.digest) { headers["Upload-Checksum"] = "sha256 " + made.digest; }
    request("PATCH", "up/" + one.id, new Blob(made.body), headers, function (status, http) {
      sent = true;
      wanted = function () { answered(one, made, status, http); };
      on();
    }, function (event) { one.flying = Math.min(event.loaded, made.to - made.from); sayFile(one); });
    /* While one slice is on its way the next is read, hashed and sealed. */
    if (!prepared) {
      prepare(one, made.to, function (ready) { one.ready = ready; prepared = true; on(); });
    }
  }
  function answered(one, made, status, http) {
    var place = Number(http.getResponseHeader("Upload-Offset") || -1);
    one.flying = 0;
    if (status === 204) {
      reached();
      one.offset = made.to;
      one.slice = Math.min(most, one.slice * 2);
      if (one.offset >= one.size) { one.state = "keeping"; sending = null; sayAll(); poll(); next(); }
      else { sayFile(one); step(one); }
    } else if (status === 409 && place >= 0) {
      reached(); one.offset = place; stand(one);
    } else if (status === 507) {
      sending = null; refresh(next);
    } else if (!gone(status)) {
      one.slice = Math.max(LEAST, Math.floor(one.slice / 2));
      one.ready = null;
      failed(function () { stand(one); });
    }
  }
  /* Asks where the file stands on the computer, and goes on from there. */
  function stand(one) {
    refresh(function (told) {
      var there = told.filter(function (file) { return file.id === one.id; })[0];
      sending = null;
      if (there) { one.offset = there.offset; }
      next();
    });
  }
  function refresh(done) {
    insist("state", {}, function (answer) { take(answer.files); sayAll(); done(answer.files); });
  }
  function poll() {
    if (polling || ended) { return; }
    polling = setTimeout(function () {
      polling = null;
      refresh(function () { if (keeping()) { poll(); } else { next(); } });
    }, 400);
  }

  /* ---- the other way */

  function sayOffered(one) {
    if (!one.row) {
      rowOf(by("offered"), one);
      one.link = one.row.appendChild(document.createElement("a"));
      one.link.className = "save";
      one.link.href = "#";
      one.link.onclick = function (event) { if (!one.blob && sealed) { event.preventDefault(); fetchOne(one); } };
      if (!sealed) { one.link.href = base + "get/" + one.number; one.link.setAttribute("download", one.name); }
    }
    one.nameLine.textContent = one.name;
    one.bar.hidden = !one.busy;
    one.fill.style.width = Math.floor(100 * (one.got || 0) / one.size) + "%";
    one.digest.textContent = one.blob ? words.digest + " " + one.sha256.slice(0, 8) : "";
    one.link.textContent = one.blob || !sealed ? words.save : words.fetch;
    one.link.hidden = Boolean(one.busy);
    one.said.textContent = one.busy ? say("fetching", { percent: Math.floor(100 * one.got / one.size) })
      : one.failure ? words[one.failure] : one.blob ? words.fetched : sealed ? "" : words.fetched_plain;
    one.row.className = one.failure ? "refused" : one.blob ? "done" : "";
  }
  function fetchOne(one) {
    one.busy = true; one.failure = ""; one.got = 0; one.parts = []; one.hash = crypt.hasher();
    sayOffered(one);
    piece(one, 0);
  }
  function piece(one, tries) {
    request("GET", "get/" + one.number + "?offset=" + one.got, null, {}, function (status, http) {
      var data;
      if (status === 200) {
        try { data = crypt.unseal(key, "piece " + one.number + " " + one.got + " " + one.size, new Uint8Array(http.response)); }
        catch (error) { status = 400; }
      }
      if (status === 200) {
        reached();
        one.parts.push(data); one.hash.update(data); one.got += data.length;
        sayOffered(one);
        if (one.got < one.size) { piece(one, 0); } else { whole(one); }
      } else if (!gone(status)) {
        if (tries > 5) { one.busy = false; one.failure = "fetch_failed"; sayOffered(one); }
        else { failed(function () { piece(one, tries + 1); }); }
      }
    });
  }
  function whole(one) {
    var kinds = { pdf: "application/pdf", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", zip: "application/zip" };
    var ending = one.name.split(".").pop().toLowerCase();
    one.busy = false;
    if (hex(one.hash.digest()) !== one.sha256) { one.failure = "fetch_differs"; one.parts = []; sayOffered(one); return; }
    one.blob = new Blob(one.parts, { type: kinds[ending] || "application/octet-stream" });
    one.parts = [];
    one.link.href = URL.createObjectURL(one.blob);
    one.link.setAttribute("download", one.name);
    insist("fetched", { number: one.number }, function () { one.fetched = true; sayOffered(one); });
  }

  /* ---- beginning */

  function keyOf(text) {
    var plain, made, n;
    try { plain = atob(text.replace(/-/g, "+").replace(/_/g, "/")); } catch (error) { return null; }
    if (plain.length !== 32) { return null; }
    made = new Uint8Array(32);
    for (n = 0; n < 32; n++) { made[n] = plain.charCodeAt(n); }
    return made;
  }
  function hello() {
    insist("hello", {}, function (answer) {
      most = answer.slice;
      offered = answer.offered;
      take(answer.files);
      show("choosing", answer.takes); show("where", answer.takes); show("fetching", offered.length > 0);
      /* WeChat's “open in browser” takes the address as it stands: with a word that lets the same phone go on there. */
      if (/MicroMessenger/i.test(navigator.userAgent) && history.replaceState) {
        history.replaceState(null, "", base + "?h=" + answer.handoff + location.hash);
      }
      sayAll();
      if (keeping()) { poll(); }
    });
  }
  function begun() {
    if (crypt !== null) { return; }
    crypt = window.keeperSeal || false;
    sealed = Boolean(key && crypt);
    saySealed();
    hello();
  }
  function start() {
    var phone = (navigator.language || "zh-CN").toLowerCase(), computer = document.documentElement.lang;
    key = keyOf(location.hash.slice(1));
    speak(WORDS[computer] && phone.indexOf(computer.slice(0, 2)) === 0 ? computer : phone.indexOf("zh") === 0 ? "zh-CN" : computer === "zh-CN" && phone.indexOf("en") !== 0 ? "zh-CN" : "en");
    by("language").onclick = function () { speak(language === "en" ? "zh-CN" : "en"); };
    ["files", "camera"].forEach(function (id) {
      by(id).onclick = function () { opened = Date.now(); };
      by(id).onchange = function () { chosen(this); };
    });
    /* iPhones hand out HEIC as it is only to a page that names it. Elsewhere a list would hide recordings. */
    if (/iP(hone|ad|od)/.test(navigator.userAgent)) { by("files").setAttribute("accept", "image/heic,image/heif,*/*"); }
    by("drop").onclick = function () {
      var ids = missing().filter(function (one) { return !one.file; }).map(function (one) { return one.id; });
      insist("drop", { ids: ids }, function (answer) { take(answer.files); drawAgain(); next(); });
    };
    document.addEventListener("visibilitychange", function () {
      if (!document.hidden && crypt !== null && !ended && !sending) { refresh(next); }
    });
    if ("noModule" in document.createElement("script") && window.Uint8Array && window.crypto) {
      document.addEventListener("keeper-seal", begun);
      by("seal") ? by("seal").addEventListener("error", begun) : document.addEventListener("DOMContentLoaded", function () { by("seal").addEventListener("error", begun); });
      setTimeout(begun, 10000);
    } else { begun(); }
  }
  start();
}());
