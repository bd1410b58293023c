// The conversation: sends what is typed or tapped, shows replies, and keeps them on the phone for a day.
import { isUrgent, replyParts } from "/static/cards.js";
import { button, kiosk, language, link, make, say, uuid } from "/static/dom.js";
import { flush, onReplies, resume, send } from "/static/send.js";
import { menu } from "/static/sheets.js";
import * as store from "/static/store.js";
import { suggest } from "/static/suggest.js";
import { readRules } from "/static/urgent.js";

const find = (id) => document.getElementById(id);
const talk = find("talk");
const form = find("ask");
const field = find("text");
const shownFor = new Map();
let known = [];

function show(kind, ...parts) {
  const item = make("li", kind);
  item.append(...parts);
  talk.append(item);
  return item;
}

function showQuestion(text) {
  const line = make("p", "", text, "");
  line.dir = "auto";
  return show("me", make("span", "unseen", say.you), line);
}

function showReply(item, reply) {
  item.replaceChildren(...replyParts({ ...reply, first: reply.first || [], cards: reply.cards || [], question: reply.question || [] }, item, ask));
  item.className = "bot";
  item.removeAttribute("aria-busy");
  item.lang = reply.language;
  item.dir = reply.language === "ar" ? "rtl" : "ltr";
  if (reply.known) known = reply.known;
}

function showWaiting() {
  const dots = make("span", "dots");
  dots.setAttribute("aria-hidden", "true");
  dots.append(make("i"), make("i"), make("i"));
  const item = show("bot waiting", dots, make("span", "unseen", say.waiting));
  item.setAttribute("aria-busy", "true");
  return item;
}

function view(name) {
  document.body.dataset.view = name;
  find("start").hidden = name !== "start";
  find("conversation").hidden = name !== "talk";
  find("go-on").hidden = !talk.children.length;
}

// Phones have a back button: from the conversation it leads to the topics. The address stays the same.
function open(name) {
  if (document.body.dataset.view === name) return;
  if (!kiosk && name === "talk" && history.state?.view !== "talk") history.pushState({ view: "talk" }, "");
  view(name);
}

function toTop(item) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  item.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

async function ask(message, text) {
  open("talk");
  const item = { id: uuid(), message, shown: text, at: Date.now() };
  const question = showQuestion(text);
  shownFor.set(item.id, { question, answer: showWaiting() });
  toTop(question);
  await send(item);
}

function told(item, className, ...parts) {
  const { answer } = shownFor.get(item.id);
  answer.className = className;
  answer.removeAttribute("aria-busy");
  answer.replaceChildren(...parts);
}

async function foundOffline(item) {
  // Without the pages on this phone there is nothing to search.
  const search = window.wegwijsOffline?.search(item.shown, language) ?? Promise.resolve([]);
  const results = await search.catch(() => []);
  if (!results.length) return [];
  const list = make("ul", "rows");
  for (const each of results.slice(0, 4)) {
    const row = make("li");
    row.append(link(each.href, each.title, "row", "list"));
    list.append(row);
  }
  return [make("p", "", say.found_offline), list];
}

onReplies({
  reply(item, message) {
    const reply = message.custom;
    const { question, answer } = shownFor.get(item.id);
    showReply(answer, reply);
    shownFor.delete(item.id);
    toTop(question);
    if (!isUrgent(reply)) store.addTurn({ at: item.at, shown: item.shown, reply: { ...reply, sources: [], answers: [] } });
    if (!kiosk) (window.requestIdleCallback || setTimeout)(readRules);
  },
  async waits(item) {
    if (shownFor.get(item.id).answer.classList.contains("waits")) return;
    told(item, "bot waits", make("p", "", say.offline), make("p", "danger", say.danger));
    const found = await foundOffline(item);
    shownFor.get(item.id)?.answer.append(...found);
  },
  lostUrgent(item) {
    told(item, "bot waits first", make("p", "", say.offline_urgent));
    shownFor.delete(item.id);
  },
  failed(item, why) {
    const { question, answer } = shownFor.get(item.id);
    const retry = button("choice", say.retry, () => {
      question.remove();
      answer.remove();
      ask(item.message, item.shown);
    }, "again");
    told(item, "bot waits", make("p", "", say[why]), make("p", "danger", say.danger), ...(why === "refused" ? [] : [retry]));
    if (why === "refused") field.value = item.message;
    shownFor.delete(item.id);
  },
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const message = field.value.trim();
  if (!message) return;
  field.value = "";
  suggestions.close();
  ask(message, message);
});

const suggestions = suggest(field, find("suggestions"), ask);

for (const tap of document.querySelectorAll("[data-payload]")) {
  tap.addEventListener("click", (event) => {
    event.preventDefault();
    ask(tap.dataset.payload, tap.textContent.trim());
  });
}

for (const other of document.querySelectorAll(".languages a")) other.dataset.instead = "";

find("menu").hidden = false;
find("menu").addEventListener("click", () => menu({ ask, known: () => known }));
find("go-on").addEventListener("click", () => open("talk"));
find("back").addEventListener("click", () => (!kiosk && history.state?.view === "talk" ? history.back() : view("start")));
form.hidden = false;
addEventListener("popstate", (event) => {
  if (talk.isConnected) view(event.state?.view === "talk" && talk.children.length ? "talk" : "start");
});

function start() {
  store.tidy();
  const turns = store.turns();
  for (const turn of turns) {
    showQuestion(turn.shown);
    showReply(show("bot"), turn.reply);
  }
  for (const item of resume()) {
    const question = showQuestion(item.shown);
    shownFor.set(item.id, { question, answer: showWaiting() });
  }
  view("start");
  if (!talk.children.length) return;
  open("talk");
  talk.lastElementChild.previousElementSibling.scrollIntoView({ block: "start" });
  const last = turns.at(-1)?.reply;
  const isElsewhere = last && last.language !== language && !shownFor.size;
  if (isElsewhere && last.cards?.length) ask(`/change_language{"language":"${language}"}`, say.languages[language]);
  flush();
}

start();
