// The questions on their way: one after the other, each sent once. Without network they wait; each carries its own id, so
// that the server can tell a second sending.
import { kiosk, language } from "/static/dom.js";
import * as store from "/static/store.js";
import { isUrgent } from "/static/urgent.js";

const ADDRESS = "/webhooks/rest/webhook";
const PATIENCE = 25_000;
const AGAIN = 15_000;

const waiting = [];
let hear = {};
let busy = false;
let timer = null;

export function onReplies(handlers) {
  hear = handlers;
}

export async function send(item) {
  waiting.push(item);
  await flush();
}

export function resume() {
  const known = new Set(waiting.map((item) => item.id));
  const kept = store.queue().filter((item) => !known.has(item.id));
  waiting.push(...kept);
  return kept;
}

function keepWaiting() {
  store.keepQueue(waiting.filter((item) => item.mayKeep).map(({ id, message, shown, at }) => ({ id, message, shown, at, mayKeep: true })));
}

async function post(item) {
  const leave = kiosk && item.message === "/start_over";  // the next person at this screen is another one
  const body = { sender: store.sender(), message: item.message, message_id: item.id, metadata: { language, leave } };
  const answer = await fetch(ADDRESS, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined,
  });
  return answer;
}

function drop(item) {
  const at = waiting.indexOf(item);
  if (at >= 0) waiting.splice(at, 1);
  keepWaiting();
}

// An emergency is not kept for later: who is in danger now must call, not wait.
async function lost(item) {
  const urgent = await isUrgent(item.message);
  if (urgent === true) {
    drop(item);
    hear.lostUrgent(item);
    return;
  }
  item.mayKeep = urgent === false;
  keepWaiting();
  hear.waits(item);
  clearTimeout(timer);
  timer = setTimeout(flush, AGAIN);
}

async function settle(item, answer) {
  drop(item);
  if (answer.ok) return hear.reply(item, (await answer.json())[0]);
  if (answer.status === 429) return hear.failed(item, "busy");
  return hear.failed(item, answer.status < 500 ? "refused" : "broken");
}

export async function flush() {
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  try {
    while (waiting.length) {
      const item = waiting[0];
      let answer = null;
      try {
        answer = await post(item);
      } catch {
        for (const each of [...waiting]) await lost(each);
        break;
      }
      await settle(item, answer);
    }
  } finally {
    busy = false;
  }
}

addEventListener("online", flush);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && waiting.length) flush();
});
addEventListener("wegwijs-forget", () => {
  waiting.length = 0;
  clearTimeout(timer);
});
