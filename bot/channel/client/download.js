// The saved file: opening hours and search from the data inside it, and a linked answer opens itself.
"use strict";

(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const hours = read("hours");
  const lang = document.documentElement.lang;
  const entries = read("words").map(([href, name, title, words]) => ({ href, name, title: title.split(" "), words: words.split(" ") }));
  const book = { ...hours, ...hours.says[lang] };

  function tick() {
    const now = window.wegwijsHours.minute() + hours.shift;
    window.wegwijsHours.late(document, now);
    window.wegwijsHours.refresh(document, book, now);
  }

  function openLinked() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.tagName === "DETAILS") target.open = true;
    target?.scrollIntoView({ block: "start" });
  }

  const form = document.getElementById("search");
  const found = document.getElementById("found");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const asked = document.getElementById("word").value.trim();
    const hits = asked.length > 1 ? window.wegwijsSearch.search(asked, entries) : [];
    found.replaceChildren(...hits.map((hit) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = "#" + hit.href.split("/").slice(2).join(".");
      link.textContent = hit.name;
      item.append(link);
      return item;
    }));
    if (!hits.length && asked.length > 1) found.textContent = form.dataset.nothing;
  });
  window.addEventListener("hashchange", openLinked);
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
  openLinked();
  tick();
  setInterval(tick, 60000);
})();
