// Elements, sentences and text that runs both ways. Text goes in as text, never as HTML.

export const language = document.documentElement.lang;
export const kiosk = document.body.classList.contains("kiosk");
export const say = JSON.parse(document.getElementById("say").textContent);

const LATIN = /\+?[0-9A-Za-zÀ-ÖØ-öø-ÿ]+(?:[.,:/@&+’' %?=#_-]+[0-9A-Za-zÀ-ÖØ-öø-ÿ]+)*%?/g;
const ARABIC = /[\u0600-\u06ff]+(?: [\u0600-\u06ff]+)*/g;

export function write(element, said, code = language) {
  // French puts a space before ? and !, which may not begin a line.
  const text = code === "fr" ? said.replace(/ ([?!:;»])/g, "\u00a0$1") : said;
  const strange = code === "ar" ? LATIN : ARABIC;
  let at = 0;
  for (const run of text.matchAll(strange)) {
    const bdi = document.createElement("bdi");
    bdi.textContent = run[0];
    element.append(text.slice(at, run.index), bdi);
    at = run.index + run[0].length;
  }
  element.append(text.slice(at));
  return element;
}

export function make(tag, className, text, code) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  return text === undefined ? element : write(element, text, code);
}

const POINTS = new Set(["next", "send", "leave", "list"]);

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.setAttribute("class", POINTS.has(name) ? "icon turns" : "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export function button(className, text, tap, picture) {
  const element = make("button", className);
  element.type = "button";
  if (picture) element.append(icon(picture));
  element.append(make("span", "", text));
  element.addEventListener("click", tap);
  return element;
}

export function link(href, text, className, picture) {
  const element = make("a", className);
  element.href = href;
  if (picture) element.append(icon(picture));
  element.append(make("span", "", text));
  if (href.startsWith("http")) element.rel = "noreferrer noopener";
  return element;
}

export function phone(tel, before, number, className) {
  const text = before ? `${before} ` : "";
  if (kiosk) return make("p", "number", number);
  const call = make("a", className || "call");
  call.href = tel;
  const bdi = make("bdi");
  bdi.dir = "ltr";
  bdi.textContent = number;
  call.append(icon("phone"), text, bdi);
  return call;
}

export function day(iso) {
  const written = language === "ar" ? "ar-AE-u-nu-latn" : `${language}-BE`;
  return new Date(`${iso}T12:00:00`).toLocaleDateString(written, { day: "numeric", month: "long", year: "numeric" });
}

// Over plain HTTP a browser gives no randomUUID.
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
