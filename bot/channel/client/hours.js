// Opening hours worked out on this phone, from spans that the server worked out ahead. No clock of another zone misleads it.
"use strict";

window.wegwijsHours = (() => {
  const DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Brussels", year: "numeric", month: "2-digit", day: "2-digit" });
  const TIME = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Brussels", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

  const time = (minute) => TIME.format(minute * 60000);
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  const RUN = /([0-9A-Za-zÀ-ÖØ-öø-ÿ]+(?:[.,:/@&+’' -]+[0-9A-Za-zÀ-ÖØ-öø-ÿ]+)*)/;

  // Text into an element; in Arabic every Latin run and number stands in its own <bdi>, as the server writes it.
  function write(box, text) {
    if (box.textContent === text) return;
    if (!box.closest("[dir=rtl]")) {
      box.textContent = text;
      return;
    }
    box.replaceChildren(...text.split(RUN).map((piece, at) => {
      if (at % 2 === 0) return piece;
      const run = document.createElement("bdi");
      run.textContent = piece;
      return run;
    }));
  }

  // Whether a door is open at a minute: {open, until, next}; null when its hours are not known.
  function state(schedules, now, end) {
    if (!schedules || !schedules.length) return null;
    const open = schedules.flat().filter(([from, to]) => from <= now && now < to).map(([, to]) => to);
    if (open.length) {
      const until = Math.max(...open);
      return { open: true, until: until >= end ? null : until };
    }
    const coming = schedules.flat().map(([from]) => from).filter((from) => from > now);
    return { open: false, next: coming.length ? Math.min(...coming) : null };
  }

  // The sentence for a door, {text, open}; null when there is nothing to work out.
  function say(book, door, now) {
    const schedules = book.doors[door];
    if (!schedules?.length) return null;
    const always = schedules.some(([span]) => span && span[0] <= book.from && span[1] >= book.end);
    if (always) return { text: book.sentences.always, open: true };
    const clock = !book.sure_now || now < book.content || now < book.from; // the server's or this phone's is wrong
    if (clock) return { text: book.sentences.clock, open: null };
    if (now >= book.sure) return { text: book.sentences.unsure, open: null };
    const found = state(schedules, now, book.end);
    if (found.open) {
      const text = found.until === null ? book.sentences.always : fill(book.sentences.until, { time: time(found.until) });
      return { text, open: true };
    }
    if (found.next === null) return { text: book.sentences.closed, open: false };
    const day = book.days[DAY.format(found.next * 60000)];
    return { text: fill(book.sentences.opens, { day, time: time(found.next) }), open: false };
  }

  function meanwhile(box, doors, book, now) {
    const other = doors.slice(1).find((each) => each.hasAttribute("data-local") || say(book, each.dataset.door, now)?.open);
    const name = other?.querySelector(".name")?.textContent;
    write(box, name ? fill(book.sentences.elsewhere, { helpdesk: name }) : book.sentences.nowhere);
  }

  // Bring every door inside `root` up to this minute.
  function refresh(root, book, now) {
    const doors = [...root.querySelectorAll("[data-door]")];
    doors.forEach((door, at) => {
      const line = door.querySelector(".opening");
      const said = line && say(book, door.dataset.door, now);
      if (!said) return;
      write(line, said.text);
      line.classList.toggle("open", said.open === true);
      line.classList.toggle("closed", said.open === false);
      const box = door.querySelector(".meanwhile");
      if (box) box.hidden = said.open !== false;
      if (box && at === 0 && said.open === false) meanwhile(box, doors, book, now);
    });
  }

  // Show what holds only from a day on, such as that an answer is out of date.
  function late(root, now) {
    const today = DAY.format(now * 60000);
    for (const line of root.querySelectorAll("[data-after]")) line.hidden = today <= line.dataset.after;
  }

  return { write, state, say, refresh, late, minute: () => Math.floor(Date.now() / 60000) };
})();
