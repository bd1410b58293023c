// A reply as a person reads it: the short answer first, warnings always in sight, the rest behind a tap.
import { button, day, icon, kiosk, link, make, phone, say } from "/static/dom.js";
import { tools } from "/static/tools.js";

const FOLDED = new Set(["steps", "papers", "cost", "deadline", "more"]);
const EMERGENCY = "112";

function fold(className, summary, parts) {
  const box = make("details", className);
  const head = make("summary");
  head.append(...summary);
  box.append(head, ...parts);
  return box;
}

function steps(lines, code) {
  const list = make("ol");
  for (const line of lines) list.append(make("li", "", line.replace(/^\d+\. /, ""), code));
  return list;
}

function part(section, code) {
  const box = make("div", `part ${section.name}`);
  if (section.heading) {
    const heading = make("h3");
    if (section.name === "warning") heading.append(icon("emergency"));
    heading.append(make("span", "", section.heading, code));
    box.append(heading);
  }
  const numbered = section.name === "steps" && section.lines.length > 1;
  box.append(...(numbered ? [steps(section.lines, code)] : section.lines.map((line) => make("p", "", line, code))));
  return box;
}

function more(sections, code) {
  const headings = sections.map((section) => section.heading).filter(Boolean).join(" · ");
  const summary = [make("strong", "", say.more), make("span", "soft", headings, code)];
  return fold("more", summary, sections.map((section) => part(section, code)));
}

function state(helpdesk) {
  if (helpdesk.open_now === null || helpdesk.open_now === undefined) return [];
  const badge = make("span", helpdesk.open_now ? "badge is-open" : "badge is-closed");
  badge.append(icon(helpdesk.open_now ? "yes" : "no"), helpdesk.open_now ? say.open : say.closed);
  return [badge];
}

function website(helpdesk, line) {
  const at = kiosk || !helpdesk.website ? -1 : line.indexOf(helpdesk.website);
  if (at < 0) return null;
  const paragraph = make("p", "", line.slice(0, at));
  const address = link(helpdesk.website, helpdesk.website.replace(/^https?:\/\/(www\.)?/, ""), "address");
  address.dir = "ltr";
  paragraph.append(address, line.slice(at + helpdesk.website.length));
  return paragraph;
}

function door(helpdesk, code) {
  const box = make("div", "door");
  const heading = make("h3");
  heading.append(make("span", "", helpdesk.name, code), ...state(helpdesk));
  box.append(heading);
  if (helpdesk.tel) box.append(phone(helpdesk.tel, say.call, helpdesk.phone));
  for (const line of helpdesk.lines) box.append(website(helpdesk, line) || make("p", "", line, code));
  return box;
}

function doors(helpdesks, code) {
  const [first, ...others] = helpdesks.map((helpdesk) => door(helpdesk, code));
  if (!first) return [];
  return others.length ? [first, fold("doors", [make("span", "", `${say.more_doors} (${others.length})`)], others)] : [first];
}

function sources(answer, checked, code) {
  if (!answer.sources.length) return [];
  const lines = answer.sources.map((source) => {
    const line = make("p", "source");
    line.append(kiosk ? make("span", "", source.line, code) : link(source.url, source.line));
    return line;
  });
  const told = checked ? `${say.checked.replace("{date}", day(checked))} · ${say.sources}` : say.sources;
  return [fold("sources", [make("span", "", `${told} (${lines.length})`, code)], lines)];
}

export function choices(buttons, ask, className = "choices") {
  const box = make("div", className);
  box.append(...buttons.map((each) => button("choice", each.title, () => ask(each.payload, each.title))));
  return box;
}

function because(answer, section, ask, code) {
  const box = part(section, code);
  if (answer.because_buttons?.length) box.append(choices(answer.because_buttons, ask, "choices small"));
  return box;
}

function card(answer, reply, item, ask) {
  const code = reply.language;
  const isShown = (section) => !FOLDED.has(section.name) && section.name !== "because";
  const shown = answer.sections.filter(isShown).map((section) => part(section, code));
  const folded = answer.sections.filter((section) => FOLDED.has(section.name));
  const why = answer.sections.filter((section) => section.name === "because").map((section) => because(answer, section, ask, code));
  const title = make("h2", "", answer.title, code);
  title.tabIndex = -1;
  const readable = () => [answer.title, ...answer.sections.flatMap((section) => [section.heading, ...section.lines])].filter(Boolean).join("\n");
  const told = [...shown, ...(folded.length ? [more(folded, code)] : []), ...why];
  const named = doors(answer.doors, code);
  return [
    title,
    ...(answer.stale ? [...named, ...told] : [...told, ...named]),
    ...sources(answer, reply.checked_on, code),
    tools({ ...answer, urgent: isUrgent(reply) }, item, readable),
  ];
}

export const isUrgent = (reply) => Boolean(reply.urgent?.length) || reply.topic === "emergency";

function call112(reply) {
  const short = reply.cards.flatMap((each) => each.sections.filter((section) => section.name === "short"));
  const lines = [...reply.first, ...short.flatMap((section) => section.lines)].join(" ");
  if (kiosk || !isUrgent(reply) || !lines.includes(EMERGENCY)) return [];
  const call = phone(`tel:${EMERGENCY}`, "", say.call_112, "call alarm");
  call.lastChild.dir = "auto";
  return [call];
}

function plain(reply) {
  const offered = new Set(reply.buttons.map((each) => `• ${each.title}`));
  const first = new Set(reply.first);
  return reply.text.split("\n").filter((line) => line && !offered.has(line) && !first.has(line));
}

function asked(lines, code) {
  const [title, ...others] = lines;
  const question = others.pop();
  return [make("h2", "", title, code), ...others.map((line) => make("p", "", line, code)), make("p", "question", question, code)];
}

function words(reply) {
  const names = new Map(reply.helpdesks.map((helpdesk) => [helpdesk.name, helpdesk]));
  return plain(reply).flatMap((line) => {
    const helpdesk = names.get(line);
    if (!helpdesk) return [make("p", "", line, reply.language)];
    const heading = make("h3", "name");
    heading.append(make("span", "", line, reply.language), ...state(helpdesk));
    const number = helpdesk.phone?.replace(/[^\d+]/g, "");
    return number ? [heading, phone(`tel:${number}`, say.call, helpdesk.phone)] : [heading];
  });
}

function said(reply) {
  const lines = plain(reply);
  return reply.outcome === "asked" && lines.length > 1 ? asked(lines, reply.language) : words(reply);
}

function offered(reply, ask) {
  if (!reply.buttons.length) return [];
  const isRelated = reply.cards.length > 0 && !reply.question.length;
  const box = choices(reply.buttons, ask, isRelated ? "choices related" : "choices");
  return isRelated ? [make("h3", "", say.related), box] : [box];
}

export function replyParts(reply, item, ask) {
  const answers = reply.cards.map((answer) => {
    const box = make("article", "answer");
    box.append(...card(answer, reply, item, ask));
    return box;
  });
  return [
    ...reply.first.map((line) => make("p", "first", line, reply.language)),
    ...call112(reply),
    ...(answers.length ? answers : said(reply)),
    ...(answers.length ? reply.question.map((line) => make("p", "question", line, reply.language)) : []),
    ...(reply.handover ? window.handoverParts(reply.handover) : []),
    ...(reply.rating?.length ? rating(reply.rating, ask) : []),
    ...offered(reply, ask),
  ];
}

function rating(buttons, ask) {
  const box = make("div", "rating");
  box.append(make("span", "", say.helpful), choices(buttons, ask, "choices small"));
  return [box];
}
