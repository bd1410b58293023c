// A neutral page: the day and the time, and nothing else.
"use strict";

const language = `${document.documentElement.lang}-u-nu-latn`;
const day = document.querySelector("h1");
const clock = document.getElementById("clock");

function tick() {
  const now = new Date();
  day.textContent = now.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long" });
  clock.textContent = now.toLocaleTimeString("nl-BE", { hour: "2-digit", minute: "2-digit" });
}

tick();
setInterval(tick, 1000);
