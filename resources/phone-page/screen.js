/* What the person sees: the words in their language, a line for each file, the ways to the recordings. */
(function () {
  "use strict";

  function by(id) { return document.getElementById(id); }
  function show(id, yes) { by(id).hidden = !yes; }
  function say(name, facts) {
    var text = PAGE.words[name] || PAGE.words.code_other, part;
    for (part in facts || {}) { text = text.split("{" + part + "}").join(facts[part]); }
    return text;
  }
  function write(id, text) {
    var place = by(id);
    if (place.textContent !== text) { place.textContent = text; }
    place.hidden = !text;
  }
  function empty(place) { while (place.firstChild) { place.removeChild(place.firstChild); } }

  /* ---- words */

  function speak(language) {
    var help = by("help"), words = WORDS[language], place;
    PAGE.language = language;
    PAGE.words = words;
    document.documentElement.lang = language;
    write("title", words.title); write("language", words.other);
    write("files-label", words.choose); write("camera-label", words.camera);
    by("drop").textContent = words.drop; write("where-title", words.where); write("where-words", words.where_words);
    write("help-title", words.help); write("fetching-title", words.fetch_title);
    empty(help);
    for (place = 1; place <= 4; place++) {
      help.appendChild(document.createElement("li")).textContent = words["help_" + place];
    }
    write("browser", /MicroMessenger/i.test(navigator.userAgent) ? words.wechat : "");
    sayBrands();
    sayAll();
  }
  /* What has to be known before anything is chosen stands above the buttons, what calms below the list. */
  function saySealed() {
    var unknown = PAGE.crypt === null, open = !PAGE.ended;
    by("plain").className = unknown ? "calm" : "warn";
    write("plain", !open || PAGE.sealed ? "" : unknown ? PAGE.words.waiting : PAGE.words.plain);
    write("sealed", open && PAGE.sealed ? PAGE.words.sealed : "");
  }
  function sayBrands() {
    var place = by("brands"), known = BRAND_WORDS[PAGE.language];
    empty(place);
    show("brand", false);
    BRANDS.forEach(function (brand) {
      var made = document.createElement("button");
      made.type = "button";
      made.textContent = PAGE.language === "en" ? brand.en : brand.zh;
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
    empty(place);
    place.appendChild(drawWay(steps, known.here));
    show("brand", true);
    if (by("brand").scrollIntoView) { by("brand").scrollIntoView(); }
  }
  function sayTime(seconds) {
    return seconds < 90 ? say("seconds", { n: Math.max(1, Math.round(seconds)) }) : say("minutes", { n: Math.round(seconds / 60) });
  }

  /* ---- the list */

  function missing() { return PAGE.files.filter(function (one) { return one.state === "waiting" || one.state === "receiving"; }); }
  function any(state) { return PAGE.files.some(function (one) { return one.state === state; }); }
  function sayAll() {
    var open = missing(), lost;
    if (!PAGE.words) { return; }
    saySealed();
    PAGE.files.forEach(sayFile);
    lost = open.filter(function (one) { return !one.file; });
    lost = PAGE.sending || PAGE.ended ? [] : lost;
    write("again", lost.length ? say("again", { names: lost.slice(0, 5).map(function (one) { return one.name; }).join("、") }) : "");
    show("drop", lost.length > 0);
    write("whole", whole(open, lost));
    PAGE.offered.forEach(PAGE.sayOffered);
  }
  function whole(open, lost) {
    var words = PAGE.words;
    if (!PAGE.files.length || PAGE.ended) { return ""; }
    if (PAGE.sending || (open.length && !lost.length) || any("keeping")) { return words.keep_open; }
    if (open.length || !any("kept")) { return ""; }
    return (any("refused") ? words.some_kept : words.all_kept) + " " + words.digest_why;
  }
  function rowOf(list, owner) {
    function line(kind) {
      var made = owner.row.appendChild(document.createElement("div"));
      made.className = kind;
      return made;
    }
    owner.row = document.createElement("li");
    owner.nameLine = line("name");
    owner.bar = line("bar");
    owner.fill = owner.bar.appendChild(document.createElement("div"));
    owner.said = line("said");
    owner.digest = line("digest");
    list.appendChild(owner.row);
  }
  function put(place, text) { if (place.textContent !== text) { place.textContent = text; } }
  function sayFile(one) {
    var percent = one.size ? Math.floor(100 * Math.min(1, (one.offset + (one.flying || 0)) / one.size)) : 0;
    if (!one.row) { rowOf(by("list"), one); }
    put(one.nameLine, one.name);
    one.row.className = one.state === "kept" ? "done" : one.state === "refused" || one.broken ? "refused" : "";
    one.bar.hidden = one.state === "kept" || one.state === "refused";
    one.fill.style.width = percent + "%";
    put(one.digest, one.state === "kept" ? PAGE.words.digest + " " + one.sha256.slice(0, 8) : "");
    put(one.said, said(one, percent));
  }
  function said(one, percent) {
    if (one.broken) { return PAGE.words.unreadable; }
    if (one.state === "kept") { return one.before ? PAGE.words.kept_before : PAGE.words.kept; }
    if (one.state === "keeping") { return PAGE.words.keeping; }
    if (one.state === "refused") { return say("code_" + one.code, { code: one.code }); }
    if (one === PAGE.sending) { return one.checking ? PAGE.words.checking : speed(one, percent); }
    return one.offset ? say("sending_first", { percent: percent }) : PAGE.words.queued;
  }
  function speed(one, percent) {
    var seconds = (Date.now() - one.began) / 1000, sent = one.offset + (one.flying || 0) - one.from;
    if (seconds < 2 || sent <= 0) { return say("sending_first", { percent: percent }); }
    return say("sending", { percent: percent, left: sayTime((one.size - one.offset) * seconds / sent) });
  }

  /* What happens now is brought into sight: on a small phone it begins below the edge, and trouble stands above it. */
  function see(id) { if (by(id).scrollIntoView) { by(id).scrollIntoView(); } }
  function look() { see("whole"); }
  function warn(text) {
    var before = by("trouble").textContent;
    write("trouble", text);
    if (text && !before) { see("trouble"); }
    if (!text && before && PAGE.sending) { look(); }
  }

  PAGE.look = look; PAGE.warn = warn;
  PAGE.by = by; PAGE.show = show; PAGE.say = say; PAGE.write = write; PAGE.speak = speak;
  PAGE.missing = missing; PAGE.any = any; PAGE.sayAll = sayAll; PAGE.sayFile = sayFile; PAGE.rowOf = rowOf;
}());
