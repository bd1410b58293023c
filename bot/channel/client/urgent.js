// Whether a message that cannot be sent tells of something urgent: the rules of knowledge/urgent.py. They are heavy, so
// they come after the first answer, in a quiet moment, or out of the pages that are kept for use without network.

const { words } = window.wegwijsSearch;
const GAP = "(?:[^ ]+ ){0,4}";
const TOKEN = /\.\.|\(|\)|\||\*?[^\s()|*]+\*?/g;
let rules = null;

export async function readRules() {
  if (rules) return;
  try {
    const answer = await fetch("/urgent.json");
    if (answer.ok) rules = await answer.json();
  } catch {
    // Without the rules a message that cannot be sent waits on the page only.
  }
}

function piece(token) {
  if (token === "..") return GAP;
  if (token === "(") return "(?:";
  if (token === ")" || token === "|") return token;
  const head = token.startsWith("*") ? "[^ ]*" : "";
  const tail = token.endsWith("*") ? "[^ ]*" : "";
  return `${head}${words(token).join(" ")}${tail} `;
}

function holds(lines, said) {
  return lines.some((line) => new RegExp(`(?:^| )${line.match(TOKEN).map(piece).join("")}`).test(said));
}

// true, false, or null when the rules are not here
export async function isUrgent(message) {
  await readRules();
  if (!rules) return null;
  if (message.startsWith("/")) return rules.payloads.includes(message);
  const said = ` ${words(message).join(" ")} `;
  return rules.kinds.some(({ says, unless }) => holds(says, said) && !holds(unless, said));
}
