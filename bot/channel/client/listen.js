// Reading aloud: the device's own voice where it has one for the language, else audio from the server; else no button.

import { button, language, say } from "/static/dom.js";

let served = null;
let playing = null;

function voice() {
  const voices = window.speechSynthesis ? speechSynthesis.getVoices() : [];
  return voices.find((each) => each.localService && each.lang.toLowerCase().startsWith(language));
}

// Some browsers name their voices only after a while.
function voicesAreHere() {
  if (!window.speechSynthesis || speechSynthesis.getVoices().length) return Promise.resolve();
  return new Promise((done) => {
    speechSynthesis.addEventListener("voiceschanged", done, { once: true });
    setTimeout(done, 500);
  });
}

async function isServed() {
  try {
    served ??= await (await fetch("/audio")).json();
  } catch {
    served = {};
  }
  return served[language] === true;
}

export function stop() {
  if (window.speechSynthesis) speechSynthesis.cancel();
  playing?.pause();
  playing = null;
}

function speak(text, done) {
  const said = new SpeechSynthesisUtterance(text);
  said.lang = language;
  said.voice = voice();
  said.onend = said.onerror = done;
  speechSynthesis.speak(said);
}

function play(address, done) {
  playing = new Audio(address);
  playing.onended = playing.onerror = done;
  playing.play().catch(done);
}

export async function listenButton(text, path) {
  await voicesAreHere();
  const own = Boolean(voice());
  if (!own && !(await isServed())) return null;
  const tap = button("tool", say.listen, () => {
    const wasOn = tap.getAttribute("aria-pressed") === "true";
    stop();
    set(!wasOn);
    if (wasOn) return;
    if (own) speak(text(), () => set(false));
    else play(`/audio/${language}/${path}`, () => set(false));
  }, "listen");
  function set(on) {
    tap.setAttribute("aria-pressed", String(on));
    tap.lastChild.textContent = on ? say.stop : say.listen;
    tap.querySelector("use").setAttribute("href", `/static/icons.svg#${on ? "stop" : "listen"}`);
  }
  set(false);
  return tap;
}

addEventListener("wegwijs-forget", stop);
addEventListener("pagehide", stop);
