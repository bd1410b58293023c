// The chat: sends what is typed or tapped, shows the reply as a card. Text goes in as textContent, never as HTML.
"use strict";

const talk = document.getElementById("talk");
const form = document.getElementById("ask");
const field = document.getElementById("text");
const topics = document.getElementById("topics");
const say = document.body.dataset;
const language = document.documentElement.lang;
let sender = null;
let busy = false;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) {
    element.textContent = text;
    element.dir = "auto";
  }
  return element;
}

function show(kind, ...parts) {
  const item = make("li", kind);
  item.append(...parts);
  talk.append(item);
  return item;
}

function link(href, text, className) {
  const anchor = make("a", className, text);
  anchor.href = href;
  if (href.startsWith("http")) anchor.rel = "noreferrer noopener";
  return anchor;
}

function door(helpdesk) {
  const box = make("div", "door");
  box.append(make("h3", "", helpdesk.name));
  if (helpdesk.tel) {
    const call = link(helpdesk.tel, say.call + " ", "call");
    const number = document.createElement("bdi");
    number.textContent = helpdesk.phone;
    call.append(number);
    box.append(call);
  }
  for (const line of helpdesk.lines) box.append(make("p", "", line));
  return box;
}

function card(answer) {
  const parts = [make("h2", "", answer.title)];
  for (const section of answer.sections) {
    if (section.heading) parts.push(make("h3", "", section.heading));
    for (const line of section.lines) parts.push(make("p", section.name, line));
  }
  for (const helpdesk of answer.doors) parts.push(door(helpdesk));
  for (const source of answer.sources) {
    const line = make("p", "source");
    line.append(link(source.url, source.line));
    parts.push(line);
  }
  return parts;
}

function choices(buttons) {
  const box = make("div", "choices");
  for (const button of buttons) {
    const tap = make("button", "", button.title);
    tap.type = "button";
    tap.addEventListener("click", () => ask(button.payload, button.title));
    box.append(tap);
  }
  return box;
}

function showReply(reply) {
  const lang = reply.custom.language;
  const offered = new Set(reply.buttons.map((button) => "• " + button.title));
  const plain = reply.text.split("\n").filter((line) => !offered.has(line)).join("\n");
  const parts = reply.custom.cards.length ? reply.custom.cards.flatMap(card) : [make("p", "", plain)];
  if (reply.custom.cards.length) {
    parts.unshift(...reply.custom.first.map((line) => make("p", "first", line)));
    parts.push(...reply.custom.question.map((line) => make("p", "question", line)));
  }
  if (reply.custom.handover) parts.push(...handoverParts(reply.custom.handover));
  if (reply.buttons.length) parts.push(choices(reply.buttons));
  const item = show("bot", ...parts);
  item.lang = lang;
  item.dir = lang === "ar" ? "rtl" : "ltr";
  return item;
}

async function ask(message, shown) {
  if (busy) return false;
  busy = true;
  topics.hidden = true;
  show("me", make("p", "", shown));
  const waiting = show("bot", make("p", "", say.waiting));
  waiting.scrollIntoView({ block: "nearest" });
  try {
    const answer = await fetch("/webhooks/rest/webhook", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sender, message, metadata: { language } }),
    });
    if (answer.status === 429) {
      waiting.firstChild.textContent = (await answer.json())[0].text;
      return false;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const [reply] = await answer.json();
    sender = reply.recipient_id;
    waiting.remove();
    showReply(reply).scrollIntoView({ block: "start", behavior: "smooth" });
    return true;
  } catch {
    waiting.firstChild.textContent = say.failed;
    waiting.classList.add("failed");
    return false;
  } finally {
    busy = false;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const message = field.value.trim();
  if (!message || busy) return;
  field.value = "";
  if (!(await ask(message, message)) && !field.value) field.value = message;
  field.focus();
});

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

for (const button of topics.querySelectorAll("button")) {
  button.addEventListener("click", () => ask(button.dataset.payload, button.textContent));
}
