// Leave quickly: one tap on anything marked data-leave, or Escape, forgets all that a person did here and opens a
// neutral page. The pages visited are taken out of the history of this window too. Works on every page by itself.
"use strict";

(() => {
  const LEAVING = "leaving";
  const NEUTRAL = "/blank";
  const PATIENCE = 1500;
  const kiosk = location.pathname.startsWith("/kiosk");

  function each(storage, wipe) {
    try {
      wipe(storage());
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }

  function tellServer() {
    let sender = null;
    each(() => localStorage, (kept) => { sender = (JSON.parse(kept.getItem("wegwijs.talk")) || {}).sender; });
    sender = window.wegwijsSender || sender;
    if (!sender) return;
    const body = JSON.stringify({ sender, message: "/start_over", metadata: { leave: true } });
    const headers = { "Content-Type": "application/json" };
    fetch("/webhooks/rest/webhook", { method: "POST", headers, body, keepalive: true }).catch(() => {});
  }

  function forget() {
    tellServer();
    dispatchEvent(new Event("wegwijs-forget"));
    each(() => localStorage, (kept) => {
      for (const name of Object.keys(kept)) if (name.startsWith("wegwijs.")) kept.removeItem(name);
    });
    each(() => sessionStorage, (kept) => kept.clear());
    if (window.speechSynthesis) speechSynthesis.cancel();
  }

  function hide() {
    document.title = "Info";
    document.body.replaceChildren();
    document.documentElement.style.background = "Canvas";
  }

  function finish() {
    each(() => sessionStorage, (kept) => kept.removeItem(LEAVING));
    if (kiosk) return location.replace("/kiosk");
    history.replaceState(null, "", NEUTRAL);
    history.pushState(null, "", NEUTRAL);
    location.replace(NEUTRAL);
  }

  // The way back to the first page of this house in this window, or null when this is the first, or it is unknown.
  function wayBack() {
    if (kiosk) return null;
    if (!window.navigation) return history.state?.view ? () => history.back() : null;
    const [first] = navigation.entries();
    if (!first || navigation.currentEntry.index === 0) return null;
    return navigator.onLine || first.sameDocument ? () => navigation.traverseTo(first.key) : null;
  }

  function toFirstEntry(goBack) {
    each(() => sessionStorage, (kept) => kept.setItem(LEAVING, "1"));
    addEventListener("popstate", finish, { once: true });
    setTimeout(finish, PATIENCE);
    goBack();
  }

  function leave() {
    forget();
    hide();
    const goBack = wayBack();
    if (goBack) toFirstEntry(goBack);
    else finish();
  }

  function arrive() {
    each(() => sessionStorage, (kept) => {
      if (!kept.getItem(LEAVING)) return;
      hide();
      finish();
    });
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-leave]")) return;
    event.preventDefault();
    leave();
  });
  // Before any dialog or list hears of it: who is in danger has one key to remember.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    leave();
  }, true);
  // A language that is picked takes the place of the page before it, so that the history stays short.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-instead]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.replace(link.href);
  });
  addEventListener("pageshow", arrive);
  arrive();
  window.wegwijsLeave = leave;
  window.wegwijsForget = forget;
})();
