// What stays on the phone: the conversation and the questions that wait, for one day; saved answers until they are
// removed. A kiosk keeps nothing, and a browser that cannot keep anything still works.
import { kiosk, uuid } from "/static/dom.js";

const DAY = 24 * 3600 * 1000;
const MOST_TURNS = 30;
const MOST_SAVED = 50;
const memory = new Map();
let forgotten = false;

function read(name) {
  if (kiosk) return memory.get(name);
  try {
    return JSON.parse(localStorage.getItem(`wegwijs.${name}`)) ?? undefined;
  } catch {
    return memory.get(name);
  }
}

function keep(name, value) {
  if (forgotten) return;
  memory.set(name, value);
  if (kiosk) return;
  try {
    localStorage.setItem(`wegwijs.${name}`, JSON.stringify(value));
  } catch {
    // Full or switched off: it lasts as long as the page.
  }
}

const isYoung = (entry) => entry && Date.now() - entry.at < DAY;

function talk() {
  const kept = read("talk");
  if (!isYoung(kept)) return { at: Date.now(), sender: uuid(), turns: [] };
  return { ...kept, turns: kept.turns.filter(isYoung) };
}

export function sender() {
  const kept = talk();
  if (!isYoung(read("talk"))) keep("talk", kept);
  window.wegwijsSender = kept.sender;
  return kept.sender;
}

export const turns = () => talk().turns;

export function addTurn(turn) {
  const kept = talk();
  keep("talk", { ...kept, turns: [...kept.turns, turn].slice(-MOST_TURNS) });
}

export function newConversation() {
  keep("talk", { at: Date.now(), sender: uuid(), turns: [] });
  keep("queue", []);
}

export const queue = () => (read("queue") || []).filter(isYoung);
export const keepQueue = (waiting) => keep("queue", waiting);

export const saved = () => read("saved") || [];
export const isSaved = (id) => saved().some((each) => each.id === id);
export function toggleSaved(entry) {
  const others = saved().filter((each) => each.id !== entry.id);
  const isNew = others.length === saved().length;
  keep("saved", isNew ? [entry, ...others].slice(0, MOST_SAVED) : others);
  return isNew;
}

// What is older than a day goes when the page is opened, not only when it is read.
export function tidy() {
  const kept = read("talk");
  if (kept && !isYoung(kept)) newConversation();
  else if (kept && kept.turns.length !== talk().turns.length) keep("talk", talk());
  const waiting = read("queue") || [];
  if (waiting.length !== queue().length) keep("queue", queue());
}

addEventListener("wegwijs-forget", () => {
  forgotten = true;
  memory.clear();
});

// Left in another window of this phone: leave here too.
addEventListener("storage", (event) => {
  const wiped = event.key === null || (event.key === "wegwijs.talk" && event.newValue === null);
  if (wiped && !forgotten) window.wegwijsLeave?.();
});
