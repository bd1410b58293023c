// Search by word, in titles first, then in answers. It folds letters as knowledge/normalise.py does.
"use strict";

window.wegwijsSearch = (() => {
  const FORMS = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ی: "ي", ې: "ي", ئ: "ي", ؤ: "و", ة: "ه", ک: "ك", گ: "ك", ڭ: "ك", پ: "ب", چ: "ج", ڤ: "ف", ھ: "ه", ء: "", ـ: "" };
  const PROCLITICS = ["وال", "بال", "فال", "كال", "عال", "هال", "لل", "ال", "و", "ب", "ل", "ف", "ك"];
  const DIGITS = /[٠-٩۰-۹]/g;

  function fold(text) {
    return text.normalize("NFKC").toLowerCase().replaceAll("ß", "ss").normalize("NFD").replace(/\p{M}/gu, "")
      .replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 15)).normalize("NFC")
      .replace(/./gu, (letter) => FORMS[letter] ?? letter).replace(/([\p{L}])\1{2,}/gu, "$1");
  }

  const words = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  function bare(word) {
    const prefix = PROCLITICS.find((each) => word.startsWith(each) && word.length - each.length >= 3);
    return prefix ? word.slice(prefix.length) : word;
  }

  // How well a word of the question fits a word of the text: whole, beginning, or but for an ending.
  function fits(asked, word) {
    if (asked === word) return 3;
    if (asked.length >= 3 && word.startsWith(asked)) return 2;
    return word.length >= 4 && asked.startsWith(word) && asked.length - word.length <= 3 ? 1 : 0;
  }

  const best = (asked, list) => list.reduce((most, word) => Math.max(most, fits(asked, word)), 0);

  // The entries {title, words} that hold most of the words asked for, best first.
  function search(text, entries, limit = 12) {
    const asked = [...new Set(words(text).map(bare))].filter((word) => word.length >= 2);
    const table = asked.map((word) => entries.map((entry) => [best(word, entry.title), best(word, entry.words)]));
    const rare = table.map((row) => Math.log(1 + entries.length / (1 + row.filter(([a, b]) => a || b).length)));
    const scored = entries.map((entry, at) => ({ entry, score: table.reduce((sum, row, word) => sum + rare[word] * (8 * row[at][0] + row[at][1]), 0) }));
    return scored.filter((each) => each.score > 0).sort((a, b) => b.score - a.score).slice(0, limit).map((each) => each.entry);
  }

  // An entry from what the server or a page says: its title and its text.
  const entry = (title, text, more) => ({ ...more, title: words(title).map(bare), words: [...new Set(words(text).map(bare))] });

  return { fold, words, search, entry };
})();
