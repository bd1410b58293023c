// The sheets over the page: the menu, saved answers, what is known of the person, and deleting everything.
import { button, icon, kiosk, language, link, make, say } from "/static/dom.js";
import * as store from "/static/store.js";

let open = null;

export function closeSheet() {
  open?.close();
}

export function openSheet(title, parts) {
  closeSheet();
  const sheet = make("dialog", "sheet");
  const head = make("div", "head");
  const heading = make("h2", "", title);
  heading.id = "sheet-title";
  const shut = make("button", "square");
  shut.type = "button";
  shut.setAttribute("aria-label", say.close);
  shut.append(icon("close"));
  shut.addEventListener("click", closeSheet);
  head.append(heading, shut);
  sheet.setAttribute("aria-labelledby", "sheet-title");
  sheet.append(head, ...parts);
  sheet.addEventListener("close", () => {
    sheet.remove();
    if (open === sheet) open = null;
  });
  sheet.addEventListener("click", (event) => event.target === sheet && closeSheet());
  document.body.append(sheet);
  open = sheet;
  sheet.showModal();
  return sheet;
}

function mine() {
  const saved = store.saved();
  if (!saved.length) return openSheet(say.mine, [make("p", "", say.mine_none)]);
  const list = make("ul", "rows");
  for (const each of saved) {
    const row = make("li");
    const page = link(each.href, each.title, "row", "save");
    page.lang = each.language;
    page.dir = each.language === "ar" ? "rtl" : "ltr";
    const remove = make("button", "square");
    remove.type = "button";
    remove.setAttribute("aria-label", `${say.remove}: ${each.title}`);
    remove.append(icon("trash"));
    remove.addEventListener("click", () => {
      store.toggleSaved(each);
      mine();
    });
    row.append(page, remove);
    list.append(row);
  }
  return openSheet(say.mine, [list]);
}

function situation(known, ask) {
  const forget = button("wide", say.forget, () => {
    closeSheet();
    ask("/start_over", say.forget);
  }, "trash");
  if (!known?.length) return openSheet(say.situation, [make("p", "", say.situation_none), forget]);
  const chips = make("div", "chips");
  chips.append(...known.map((each) => (each.payload ? button("chip", each.title, () => {
    closeSheet();
    ask(each.payload, each.title);
  }) : make("span", "chip", each.title))));
  return openSheet(say.situation, [make("p", "", say.situation_help), chips, forget]);
}

async function deleteAll() {
  window.wegwijsForget();
  localStorage.clear();
  for (const name of (await window.caches?.keys()) ?? []) await caches.delete(name);
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  for (const worker of workers) await worker.unregister();
  location.replace("/");
}

function sure() {
  return openSheet(say.delete, [
    make("p", "", say.delete_sure),
    button("wide alarm", say.delete_yes, deleteAll, "trash"),
  ]);
}

export function menu({ ask, known }) {
  const situationRow = button("row", say.situation, () => situation(known(), ask), "person");
  const again = button("row", say.again, () => {
    closeSheet();
    ask("/start_over", say.again);
  }, "again");
  const rows = kiosk
    ? [situationRow, again]
    : [
        button("row", say.mine, mine, "save"),
        situationRow,
        link(`/${language}/topics`, say.all_questions, "row", "list"),
        link(`/${language}/helpdesks`, say.helpdesks, "row", "phone"),
        link(`/${language}/download`, say.download, "row", "download"),
        again,
        button("row alarm", say.delete, sure, "trash"),
        make("p", "soft", say.kept),
      ];
  const box = make("div", "rows");
  box.append(...rows);
  return openSheet(say.menu, [box]);
}
