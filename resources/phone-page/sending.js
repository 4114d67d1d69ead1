/* Sends files to the computer in slices, and goes on where it stood after a break or a reload. While one slice is on
   its way the next ones are read, hashed and sealed (mill.js, where the browser can load it). */
(function () {
  "use strict";
  var LEAST = 256 * 1024, AHEAD = 2, HEAD = 64 * 1024;
  var polling = null, saidOver = false;

  /* ---- choosing */

  /* `opened`: when the chooser was opened, by the phone's clock. */
  function choose(list, opened) {
    var facts = [];
    function describe(place) {
      var one = list[place];
      if (!one) { announce(list, facts, opened); return; }
      headOf(one, function (head) {
        facts.push({ name: one.name || "file", size: one.size, type: one.type || "", modified: one.lastModified || (one.lastModifiedDate ? +one.lastModifiedDate : null), head: head });
        describe(place + 1);
      });
    }
    describe(0);
  }
  /* A long file's beginning tells the computer whether it has half of this very file from before. */
  function headOf(file, done) {
    if (!PAGE.crypt || file.size <= PAGE.most) { done(""); return; }
    PAGE.crypt.digest(file.slice(0, HEAD), done);
  }
  function announce(list, facts, opened) {
    saidOver = false;
    PAGE.insist("announce", { files: facts, opened: opened }, function (answer) {
      take(answer.files);
      answer.files.forEach(function (one, place) {
        var known = find(one.id);
        if (!known.file || known.broken) { known.file = list[place]; known.broken = false; }
      });
      drawAgain();
      next();
      PAGE.look();
    });
  }
  function find(id) { return PAGE.files.filter(function (file) { return file.id === id; })[0]; }
  function take(told) {
    told.forEach(function (one) {
      var known = find(one.id);
      if (!known) { known = { id: one.id, file: null, row: null }; PAGE.files.push(known); }
      known.name = one.name; known.size = one.size; known.state = one.state; known.sha256 = one.sha256;
      known.before = one.before; known.code = one.code;
      if (known !== PAGE.sending) { known.offset = one.offset; }
    });
  }
  /* A file that was refused and chosen again has a new number; its old line goes. */
  function drawAgain() {
    var newest = {};
    PAGE.files.forEach(function (one) { newest[one.name + "/" + one.size] = one; });
    PAGE.files = PAGE.files.filter(function (one) {
      var stays = one.state !== "refused" || newest[one.name + "/" + one.size] === one;
      if (!stays && one.row) { one.row.parentNode.removeChild(one.row); }
      return stays;
    });
    PAGE.sayAll();
  }
  function drop() {
    var lost = PAGE.missing().filter(function (one) { return !one.file; });
    PAGE.insist("drop", { ids: lost.map(function (one) { return one.id; }) }, function (answer) {
      take(answer.files);
      drawAgain();
      next();
    });
  }

  /* ---- one file after the other */

  function next() {
    var open;
    if (PAGE.sending || PAGE.ended) { return; }
    open = PAGE.missing().filter(function (one) { return one.file && !one.broken; })[0];
    if (open) { begin(open); return; }
    PAGE.sayAll();
    if (PAGE.any("keeping")) { poll(); }
    else if (!PAGE.missing().length && PAGE.files.length && !saidOver) {
      saidOver = true;
      PAGE.insist("over", {}, function (answer) { take(answer.files); PAGE.sayAll(); });
    }
  }
  function begin(one) {
    PAGE.sending = one;
    one.began = Date.now(); one.from = one.offset; one.slice = one.slice || PAGE.most; one.flying = 0;
    one.line = { at: one.offset, asked: 0, made: [], wanted: false };
    /* What was sent before a reload is read once more, so that the digest is of the whole file. */
    one.checking = Boolean(PAGE.crypt && one.offset);
    PAGE.sayAll();
    step(one);
  }
  /* Has slices made ready ahead of their sending, in their order. */
  function fill(one) {
    var line = one.line;
    while (line.asked + line.made.length < AHEAD && line.at < one.size) {
      prepare(one, line, line.at, Math.min(one.size, line.at + one.slice));
    }
  }
  function prepare(one, line, from, to) {
    line.at = to;
    line.asked += 1;
    function done(body, digest) {
      line.asked -= 1;
      if (line !== one.line || PAGE.sending !== one) { return; }
      if (!body) { one.broken = true; PAGE.sending = null; next(); return; }
      line.made.push({ from: from, to: to, body: body, digest: digest });
      if (line.wanted) { step(one); }
    }
    if (!PAGE.crypt) { done(one.file.slice(from, to), ""); return; }
    PAGE.crypt.prepare({ id: one.id, file: one.file, from: from, to: to, size: one.size, key: PAGE.sealed ? PAGE.key : null }, done);
  }
  function step(one) {
    if (PAGE.ended || PAGE.sending !== one) { return; }
    one.line.wanted = !one.line.made.length;
    if (!one.line.wanted) { send(one, one.line.made.shift()); }
    fill(one);
  }
  function send(one, made) {
    var headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(made.from), "Tus-Resumable": "1.0.0" };
    if (made.digest) { headers["Upload-Checksum"] = "sha256 " + made.digest; }
    one.checking = false;
    PAGE.request("PATCH", "up/" + one.id, made.body, headers, function (status, http) {
      answered(one, made, status, http);
    }, function (event) { one.flying = Math.min(event.loaded, made.to - made.from); PAGE.sayFile(one); });
  }
  function answered(one, made, status, http) {
    var place = Number(http.getResponseHeader("Upload-Offset") || -1);
    one.flying = 0;
    if (status === 204) {
      PAGE.reached();
      one.offset = made.to;
      one.slice = Math.min(PAGE.most, one.slice * 2);
      if (one.offset < one.size) { PAGE.sayFile(one); step(one); return; }
      one.state = "keeping"; PAGE.sending = null;
      PAGE.sayAll(); poll(); next();
    } else if (status === 409 && place >= 0) {
      PAGE.reached(); stand(one);
    } else if (status === 507) {
      PAGE.sending = null; refresh(next);
    } else if (!PAGE.gone(status)) {
      one.slice = Math.max(LEAST, Math.floor(one.slice / 2));
      PAGE.failed(function () { stand(one); });
    }
  }
  /* Asks where the file stands on the computer, and goes on from there. */
  function stand(one) {
    refresh(function (told) {
      var there = told.filter(function (file) { return file.id === one.id; })[0];
      PAGE.sending = null;
      if (there) { one.offset = there.offset; }
      next();
    });
  }
  function refresh(done) {
    PAGE.insist("state", {}, function (answer) { take(answer.files); PAGE.sayAll(); done(answer.files); });
  }
  function poll() {
    if (polling || PAGE.ended) { return; }
    polling = setTimeout(function () {
      polling = null;
      refresh(function () { if (PAGE.any("keeping")) { poll(); } else { next(); } });
    }, 400);
  }

  PAGE.choose = choose; PAGE.take = take; PAGE.drop = drop;
  PAGE.next = next; PAGE.refresh = refresh; PAGE.poll = poll;
}());
