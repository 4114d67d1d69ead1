/* Begins: takes the key from the address, waits until the browser has loaded what encrypts (or can't), asks what is to
   be done. Loaded last. */
(function () {
  "use strict";

  function keyOf(text) {
    var plain, made, n;
    try { plain = atob(text.replace(/-/g, "+").replace(/_/g, "/")); } catch (error) { return null; }
    if (plain.length !== 32) { return null; }
    made = new Uint8Array(32);
    for (n = 0; n < 32; n++) { made[n] = plain.charCodeAt(n); }
    return made;
  }
  function hello() {
    PAGE.insist("hello", {}, function (answer) {
      PAGE.most = answer.slice;
      PAGE.offered = answer.offered;
      PAGE.take(answer.files);
      PAGE.show("choosing", answer.takes); PAGE.show("where", answer.takes); PAGE.show("fetching", PAGE.offered.length > 0);
      /* WeChat's “open in browser” takes the address as it stands: with a word that lets the same phone go on there. */
      if (/MicroMessenger/i.test(navigator.userAgent) && history.replaceState) {
        history.replaceState(null, "", PAGE.base + "?h=" + answer.handoff + location.hash);
      }
      PAGE.sayAll();
      window.scrollTo(0, 0); /* a page that was loaded anew is not where it was */
      if (PAGE.any("keeping")) { PAGE.poll(); }
    });
  }
  function begun() {
    if (PAGE.crypt !== null) { return; }
    PAGE.crypt = window.keeperSeal || false;
    PAGE.sealed = Boolean(PAGE.key && PAGE.crypt);
    hello();
  }
  function languageOf(phone, computer) {
    if (WORDS[computer] && phone.indexOf(computer.slice(0, 2)) === 0) { return computer; }
    if (phone.indexOf("zh") === 0) { return "zh-CN"; }
    return computer === "zh-CN" && phone.indexOf("en") !== 0 ? "zh-CN" : "en";
  }
  function choosing(id) {
    var opened = 0, input = PAGE.by(id);
    input.onclick = function () { opened = Date.now(); };
    input.onchange = function () {
      var list = [], n;
      for (n = 0; n < input.files.length; n++) { list.push(input.files[n]); }
      input.value = "";
      if (list.length) { PAGE.choose(list, opened); }
    };
  }
  function waitForSeal() {
    if (!("noModule" in document.createElement("script")) || !window.Uint8Array || !window.crypto) { begun(); return; }
    document.addEventListener("keeper-seal", begun);
    /* It could not be loaded, or this browser is too old to read it. */
    window.addEventListener("error", function (event) {
      if (event.target === PAGE.by("seal") || /(seal|crypt|mill|noble.*)\.js/.test(event.filename || "")) { begun(); }
    }, true);
    setTimeout(begun, 10000);
  }

  if ("scrollRestoration" in history) { history.scrollRestoration = "manual"; }
  PAGE.key = keyOf(location.hash.slice(1));
  PAGE.speak(languageOf((navigator.language || "zh-CN").toLowerCase(), document.documentElement.lang));
  PAGE.by("language").onclick = function () { PAGE.speak(PAGE.language === "en" ? "zh-CN" : "en"); };
  PAGE.by("drop").onclick = PAGE.drop;
  choosing("files");
  choosing("camera");
  /* iPhones hand out HEIC as it is only to a page that names it. Elsewhere a list would hide recordings. */
  if (/iP(hone|ad|od)/.test(navigator.userAgent)) { PAGE.by("files").setAttribute("accept", "image/heic,image/heif,*/*"); }
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && PAGE.crypt !== null && !PAGE.ended && !PAGE.sending) { PAGE.refresh(PAGE.next); }
  });
  waitForSeal();
}());
