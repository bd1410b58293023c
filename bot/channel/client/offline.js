// Keeps the pages on this phone where it may, says when there is no network, works out the hours, searches by word.
"use strict";

window.wegwijsOffline = (() => {
  const lang = document.documentElement.lang;
  const books = {};
  const json = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  let hours = null;

  const show = (id, visible) => {
    const box = document.getElementById(id);
    if (box) box.hidden = !visible;
  };

  // Whether the house answers: a phone on a Wi-Fi without the house is offline too.
  async function online() {
    try {
      await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout?.(5000) });
      return true;
    } catch {
      return false;
    }
  }

  async function check() {
    const there = navigator.onLine && await online();
    const box = document.getElementById("offline");
    if (box && hours) window.wegwijsHours.write(box, hours.says[lang].offline);
    show("offline", !there);
    return there;
  }

  function tick() {
    const now = window.wegwijsHours.minute() + (hours ? hours.shift : 0);
    window.wegwijsHours.late(document, now);
    if (!hours) return;
    const halves = document.querySelectorAll(".half");
    for (const root of halves.length ? halves : [document.body]) {
      window.wegwijsHours.refresh(root, { ...hours, ...hours.says[root.lang || lang] }, now);
    }
  }

  async function keepHours() {
    try {
      hours = await json("/offline/hours.json");
    } catch {
      hours = null; // the page keeps what the server wrote
    }
    tick();
  }

  async function entries(code) {
    books[code] ??= (await json(`/offline/${code}/search.json`))
      .map(([href, name, title, words]) => ({ href, name, title: title.split(" "), words: words.split(" ") }));
    return books[code];
  }

  // The answers that hold these words: [{title, href}], best first.
  async function search(text, code = lang) {
    const hits = window.wegwijsSearch.search(text, await entries(code));
    return hits.map(({ name, href }) => ({ title: name, href }));
  }

  function link({ title, href }) {
    const item = document.createElement("li");
    const anchor = document.createElement("a");
    anchor.href = href;
    anchor.textContent = title;
    item.append(anchor);
    return item;
  }

  function searchField() {
    const form = document.getElementById("search");
    const found = document.getElementById("found");
    if (!form || !found) return;
    const field = form.querySelector("input");
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", async () => {
      const asked = field.value.trim();
      const hits = asked.length > 1 ? await search(asked, lang) : [];
      if (asked !== field.value.trim()) return;
      found.replaceChildren(...hits.map(link));
      if (!hits.length && asked.length > 1) found.textContent = form.dataset.nothing;
    });
  }

  function keep() {
    if (!window.isSecureContext || !navigator.serviceWorker) return show("insecure", !window.isSecureContext);
    navigator.serviceWorker.register("/sw.js").catch(() => show("insecure", true));
  }

  const openAll = () => document.querySelectorAll("details").forEach((each) => { each.open = true; });

  // Beside each other: a situation that opens in one language opens in the other.
  function openTogether() {
    const [one, other] = [...document.querySelectorAll(".half")].map((half) => [...half.querySelectorAll("details")]);
    if (!other) return;
    const pair = (from, to) => from.forEach((each, at) => each.addEventListener("toggle", () => { to[at].open = each.open; }));
    pair(one, other);
    pair(other, one);
  }

  openTogether();
  searchField();
  keepHours().then(check);
  setInterval(tick, 60000);
  window.addEventListener("online", check);
  window.addEventListener("offline", check);
  window.addEventListener("load", keep);
  window.addEventListener("beforeprint", openAll);
  return { search, check };
})();
