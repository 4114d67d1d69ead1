/* What the page knows, and how it speaks with the computer: questions until they are answered, slices, pieces. As all
   scripts here but the modules it is written for old phones: no promises, no fetch, nothing newer than their browsers. */
var PAGE = {
  words: null, language: "", ended: false,
  key: null, crypt: null, sealed: false, /* crypt: null while nobody knows, false where this browser can't */
  most: 8 * 1024 * 1024,
  files: [], sending: null, offered: []
};
(function () {
  "use strict";
  var base = location.pathname.replace(/[^\/]*$/, ""), failures = 0;

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
    if (PAGE.sealed) { body = PAGE.crypt.seal(PAGE.key, "ask", body); kind = "application/octet-stream"; }
    request("POST", "ask", body, { "Content-Type": kind }, function (status, http) {
      var answer = null, data;
      if (status === 200) {
        try {
          data = new Uint8Array(http.response);
          answer = JSON.parse(textOf(PAGE.sealed ? PAGE.crypt.unseal(PAGE.key, "answer", data) : data));
        } catch (error) { status = 0; }
      }
      done(status, answer);
    });
  }
  /* Asks until there is an answer; stops for good where the page is no more. */
  function insist(what, facts, done) {
    if (PAGE.ended) { return; }
    ask(what, facts, function (status, answer) {
      if (status === 200) { reached(); done(answer); return; }
      if (gone(status)) { return; }
      failed(function () { insist(what, facts, done); });
    });
  }
  function reached() { failures = 0; if (!PAGE.ended) { PAGE.warn(""); } }
  function gone(status) {
    if (status !== 403 && status !== 404) { return false; }
    end();
    return true;
  }
  /* Whether all that was chosen is safe on the computer, so that its closing the page is no trouble. */
  function safe() { return PAGE.files.length > 0 && !PAGE.missing().length && !PAGE.any("keeping"); }
  function end() {
    var fetched = PAGE.offered.length && PAGE.offered.every(function (one) { return one.fetched; });
    PAGE.ended = true;
    PAGE.show("choosing", false);
    PAGE.sayAll();
    PAGE.warn(safe() || fetched ? PAGE.words.closed_done : PAGE.words.gone);
  }
  function failed(again) {
    failures += 1;
    if (failures > 3 && safe()) { end(); return; }
    PAGE.warn(failures > 4 ? PAGE.words.lost_long : PAGE.words.lost);
    setTimeout(again, Math.min(5000, 300 * Math.pow(2, Math.min(failures, 5))));
  }

  PAGE.base = base;
  PAGE.request = request; PAGE.insist = insist;
  PAGE.reached = reached; PAGE.gone = gone; PAGE.failed = failed;
}());
