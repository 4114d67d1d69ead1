/* Where phones put their call recordings (the project's domain facts 8.1), and pictures of the way there. */
var BRANDS = [
  { id: "xiaomi", zh: "小米 红米", en: "Xiaomi, Redmi", way: ["MIUI", "sound_recorder", "call_rec"] },
  { id: "huawei", zh: "华为", en: "Huawei", way: ["Sounds", "CallRecord"] },
  { id: "honor", zh: "荣耀", en: "Honor", way: ["Sounds", "CallRecord"] },
  { id: "oppo", zh: "OPPO 一加 真我", en: "OPPO, OnePlus, realme", way: ["Music", "Recordings", "Call Recordings"] },
  { id: "vivo", zh: "vivo iQOO", en: "vivo, iQOO", way: ["Record", "Call"], or: ["录音", "通话录音"] },
  { id: "samsung", zh: "三星", en: "Samsung", way: ["Recordings", "Call"] },
  { id: "meizu", zh: "魅族", en: "Meizu", way: ["Recorder", "call"] },
  { id: "iphone", zh: "苹果 iPhone", en: "iPhone" }
];
/** A phone with the folders to go through, one below the other, the last one marked. */
function drawWay(steps, here) {
  var space = "http://www.w3.org/2000/svg";
  function add(parent, name, facts, text) {
    var made = document.createElementNS(space, name), key;
    for (key in facts) { made.setAttribute(key, facts[key]); }
    if (text) { made.appendChild(document.createTextNode(text)); }
    parent.appendChild(made);
    return made;
  }
  var high = 96 + steps.length * 92;
  var svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 420 " + high);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", steps.join(" › "));
  add(svg, "rect", { x: 12, y: 6, width: 396, height: high - 12, rx: 34, fill: "#ffffff", stroke: "#16232b", "stroke-width": 6 });
  add(svg, "rect", { x: 170, y: 22, width: 80, height: 8, rx: 4, fill: "#16232b" });
  steps.forEach(function (step, place) {
    var left = 32 + place * 14, top = 54 + place * 92, last = place === steps.length - 1;
    var ink = last ? "#0b5250" : "#16232b";
    if (last) {
      add(svg, "rect", { x: left - 10, y: top - 8, width: 398 - left, height: 80, rx: 14, fill: "#e7f1ee", stroke: "#0b5250", "stroke-width": 4 });
    }
    add(svg, "path", { d: "M" + left + " " + (top + 14) + "h18l7 9h29v35h-54z", fill: "none", stroke: ink, "stroke-width": 4, "stroke-linejoin": "round" });
    add(svg, "text", { x: left + 64, y: top + (last ? 30 : 46), fill: ink, "font-size": 30, "font-weight": last ? 700 : 400, "font-family": "sans-serif" }, step);
    if (last) { add(svg, "text", { x: left + 64, y: top + 64, fill: "#0b5250", "font-size": 30, "font-family": "sans-serif" }, "← " + here); }
    if (place) { add(svg, "path", { d: "M" + (left - 12) + " " + (top - 30) + "v" + 58 + "h8", fill: "none", stroke: "#3d4c55", "stroke-width": 3 }); }
  });
  return svg;
}
