// The kiosk's first screen: its line takes turns in the languages, and after ten quiet minutes it dims.

const TURN = 3000;
const ASLEEP = 600_000;

const lines = [...document.querySelectorAll(".turns-lines span")];
const sleep = document.getElementById("sleep");
let at = 0;
let timer = null;

function turn() {
  lines.forEach((line, index) => { line.hidden = index !== at; });
  at = (at + 1) % lines.length;
}

// The touch that wakes the screen only wakes it.
function wake(event) {
  if (!sleep.hidden) event?.preventDefault();
  if (!sleep.hidden) setTimeout(() => { sleep.hidden = true; }, 300);
  clearTimeout(timer);
  timer = setTimeout(() => { sleep.hidden = false; }, ASLEEP);
}

turn();
setInterval(turn, TURN);
for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, wake, { capture: true });
addEventListener("contextmenu", (event) => event.preventDefault());
wake();
