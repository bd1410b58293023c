// A kiosk forgets: after a minute without a touch it asks whether somebody is there, then it wipes and starts again.
import { button, make, say, write } from "/static/dom.js";
import { closeSheet, openSheet } from "/static/sheets.js";

const QUIET = 60;
const LAST = 15;

let quiet = 0;
let line = null;

function touched(event) {
  if (event?.target.closest?.("dialog") && line) return;
  stay();
}

function stay() {
  quiet = 0;
  if (line) {
    line = null;
    closeSheet();
  }
}

function warn() {
  line = make("p", "countdown");
  line.setAttribute("role", "timer");
  const here = button("wide", say.still_here, stay, "yes");
  const clear = button("wide", say.clear_now, () => window.wegwijsLeave(), "leave");
  openSheet(say.still_there, [line, here, clear]).addEventListener("close", stay);
  here.focus();
}

function tick() {
  quiet += 1;
  if (quiet < QUIET) return;
  if (!line) warn();
  const left = QUIET + LAST - quiet;
  line.replaceChildren();
  write(line, say.clears.replace("{seconds}", String(Math.max(left, 0))));
  if (left <= 0) window.wegwijsLeave();
}

for (const sign of ["pointerdown", "keydown", "wheel", "touchmove", "input"]) addEventListener(sign, touched, { passive: true, capture: true });
addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("dragstart", (event) => event.preventDefault());
setInterval(tick, 1000);
