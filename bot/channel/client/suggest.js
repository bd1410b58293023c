// Questions that we know, offered while somebody types: those that hold every typed word, or its beginning. Titles of
// emergencies are not among them: others may be looking.
import { icon, kiosk, language, make } from "/static/dom.js";

const { words } = window.wegwijsSearch;
const MOST = 4;
const LEAST_LETTERS = 2;

export function suggest(field, list, choose) {
  let titles = [];
  let loading = null;
  let marked = -1;

  async function read() {
    try {
      titles = (await (await fetch(`/${language}/titles.json`)).json()).map((each) => ({ ...each, words: words(each.title) }));
    } catch {
      loading = null;
    }
  }

  function load() {
    loading ??= read();
    return loading;
  }

  function found() {
    const typed = words(field.value);
    if (typed.join("").length < LEAST_LETTERS) return [];
    const fits = (title) => typed.every((word, at) => title.words.some((each) => (word.length < 3 && at < typed.length - 1 ? each === word : each.startsWith(word))));
    return titles.filter(fits).slice(0, MOST);
  }

  function mark(at) {
    const options = [...list.children];
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    marked = at;
    if (options[at]) field.setAttribute("aria-activedescendant", options[at].id);
    else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function show() {
    const options = found().map((title, at) => {
      const option = make("li");
      option.id = `suggestion-${at}`;
      option.setAttribute("role", "option");
      option.append(icon(title.topic), make("span", "", title.title));
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => pick(title));
      option.pick = () => pick(title);
      return option;
    });
    list.replaceChildren(...options);
    list.hidden = !options.length;
    field.setAttribute("aria-expanded", String(options.length > 0));
    mark(-1);
  }

  function pick(title) {
    field.value = "";
    close();
    choose(title.payload, title.title);
  }

  field.addEventListener("focus", load);
  field.addEventListener("input", async () => {
    await load();
    if (field.matches(":focus")) show();
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  field.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (!count || event.isComposing) return;
    if (event.key === "ArrowDown") mark((marked + 1) % count);
    else if (event.key === "ArrowUp") mark((marked + count) % count === 0 ? count - 1 : marked - 1);
    else if (event.key === "Enter" && marked >= 0) {
      list.children[marked].pick();
      event.stopImmediatePropagation();
    } else return;
    event.preventDefault();
  });
  if (kiosk) load();
  return { close };
}
