// A neutral page: the time of day, and nothing else.
"use strict";

const clock = document.getElementById("clock");

function tick() {
  clock.textContent = new Date().toLocaleTimeString("nl-BE", { hour: "2-digit", minute: "2-digit" });
}

tick();
setInterval(tick, 1000);
