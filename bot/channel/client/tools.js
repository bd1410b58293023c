// What a person can do with an answer: hear it, save, share, print it, show it beside a clerk's language, take it along.
import { button, kiosk, language, link, make, say } from "/static/dom.js";
import { listenButton } from "/static/listen.js";
import { openSheet } from "/static/sheets.js";
import * as store from "/static/store.js";

const CLERKS = ["nl", "fr"];

const pathOf = (answer) => answer.replace(".", "/");
const pageOf = (answer) => `/${language}/${pathOf(answer)}`;

function saveButton(card) {
  const tap = button("tool", "", () => {
    store.toggleSaved({ id: card.answer, title: card.title, language, href: pageOf(card.answer) });
    show();
  }, "save");
  function show() {
    const on = store.isSaved(card.answer);
    tap.setAttribute("aria-pressed", String(on));
    tap.lastChild.textContent = on ? say.saved : say.save;
  }
  show();
  return tap;
}

async function share(card) {
  const url = location.origin + pageOf(card.answer);
  if (navigator.share) {
    await navigator.share({ title: card.title, url }).catch(() => {});
    return;
  }
  const field = make("input", "copy");
  field.readOnly = true;
  field.value = url;
  field.dir = "ltr";
  field.setAttribute("aria-label", say.copy);
  const told = make("p", "", say.copy);
  told.setAttribute("role", "status");
  openSheet(say.share, [told, field]);
  field.select();
  const copied = navigator.clipboard ? navigator.clipboard.writeText(url).then(() => true, () => false) : Promise.resolve(document.execCommand("copy"));
  if (await copied) told.textContent = say.copied;
}

function printOne(item) {
  const folded = [...item.querySelectorAll("details:not([open])")];
  for (const each of folded) each.open = true;
  item.classList.add("printed");
  print();
  item.classList.remove("printed");
  for (const each of folded) each.open = false;
}

function showCode(card) {
  const image = make("img", "code");
  image.src = `/qr${pageOf(card.answer)}.svg`;
  image.alt = `QR: ${card.title}`;
  openSheet(say.qr, [make("p", "", say.qr_help), image]);
}

function besideLinks(card) {
  const names = say.languages;
  const others = CLERKS.filter((code) => code !== language);
  return others.map((code) => link(`${pageOf(card.answer)}/with/${code}`, say.beside.replace("{language}", names[code]), "tool", "beside"));
}

export function tools(card, item, readable) {
  const box = make("div", "tools");
  const mayBeKept = !kiosk && !card.urgent;
  if (mayBeKept) box.append(saveButton(card), button("tool", say.share, () => share(card), "share"));
  if (kiosk) box.append(button("tool", say.qr, () => showCode(card), "qr"));
  box.append(button("tool", say.print, () => printOne(item), "print"));
  if (!kiosk) box.append(...besideLinks(card));
  listenButton(readable, pathOf(card.answer)).then((tap) => tap && box.prepend(tap));
  return box;
}
