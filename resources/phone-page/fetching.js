/* The other way: what the computer has for the phone. Sealed, it comes piece by piece and is put together here; plain,
   an ordinary link does it. */
(function () {
  "use strict";
  var KINDS = { pdf: "application/pdf", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", zip: "application/zip" };

  function sayOffered(one) {
    var percent = Math.floor(100 * (one.got || 0) / one.size), words = PAGE.words;
    if (!one.row) { draw(one); }
    one.nameLine.textContent = one.name;
    one.bar.hidden = !one.busy;
    one.fill.style.width = percent + "%";
    one.digest.textContent = one.blob ? words.digest + " " + one.sha256.slice(0, 8) : "";
    one.link.textContent = one.blob || !PAGE.sealed ? words.save : words.fetch;
    one.link.hidden = Boolean(one.busy);
    one.said.textContent = one.busy ? PAGE.say("fetching", { percent: percent })
      : one.failure ? words[one.failure] : one.blob ? words.fetched : PAGE.sealed ? "" : words.fetched_plain;
    one.row.className = one.failure ? "refused" : one.blob ? "done" : "";
  }
  function draw(one) {
    PAGE.rowOf(PAGE.by("offered"), one);
    one.link = one.row.appendChild(document.createElement("a"));
    one.link.className = "save";
    one.link.href = "#";
    one.link.onclick = function (event) { if (!one.blob && PAGE.sealed) { event.preventDefault(); fetchOne(one); } };
    if (!PAGE.sealed) { one.link.href = PAGE.base + "get/" + one.number; one.link.setAttribute("download", one.name); }
  }
  function fetchOne(one) {
    one.busy = true; one.failure = ""; one.got = 0; one.parts = []; one.hash = PAGE.crypt.hasher();
    sayOffered(one);
    piece(one, 0);
  }
  function piece(one, tries) {
    PAGE.request("GET", "get/" + one.number + "?offset=" + one.got, null, {}, function (status, http) {
      var data;
      if (status === 200) {
        try { data = PAGE.crypt.unseal(PAGE.key, "piece " + one.number + " " + one.got + " " + one.size, new Uint8Array(http.response)); }
        catch (error) { status = 400; }
      }
      if (status === 200) {
        PAGE.reached();
        one.parts.push(data); one.hash.update(data); one.got += data.length;
        sayOffered(one);
        if (one.got < one.size) { piece(one, 0); } else { whole(one); }
      } else if (!PAGE.gone(status)) {
        if (tries > 5) { one.busy = false; one.failure = "fetch_failed"; sayOffered(one); }
        else { PAGE.failed(function () { piece(one, tries + 1); }); }
      }
    });
  }
  function whole(one) {
    var ending = one.name.split(".").pop().toLowerCase();
    one.busy = false;
    if (PAGE.crypt.hex(one.hash.digest()) !== one.sha256) { one.failure = "fetch_differs"; one.parts = []; sayOffered(one); return; }
    one.blob = new Blob(one.parts, { type: KINDS[ending] || "application/octet-stream" });
    one.parts = [];
    one.link.href = URL.createObjectURL(one.blob);
    one.link.setAttribute("download", one.name);
    PAGE.insist("fetched", { number: one.number }, function () { one.fetched = true; sayOffered(one); });
  }

  PAGE.sayOffered = sayOffered;
}());
