// Keeps every page, file and opening hour of this version on the phone. What people write never passes here.
"use strict";

const CACHE = `wegwijs-${KNOWN.version}`;
const SLOW = 4000;

async function keepBundle(cache, address) {
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok) throw new Error(address);
  const { pages, lines, headers } = await answer.json();
  const kept = { ...headers, "Content-Type": "text/html; charset=utf-8" };
  // A number stands for a line that several pages share.
  const html = (page) => page.map((piece) => (typeof piece === "number" ? lines[piece] : piece)).join("\n");
  await Promise.all(Object.entries(pages).map(([path, page]) => cache.put(path, new Response(html(page), { headers: kept }))));
}

async function keepEverything() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...KNOWN.files, ...KNOWN.chat, ...KNOWN.data].map((address) => new Request(address, { cache: "no-cache" })));
  for (const address of KNOWN.bundles) await keepBundle(cache, address);
}

async function dropOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("wegwijs-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromNetwork(request, cache) {
  const answer = await fetch(request.url, { signal: AbortSignal.timeout?.(SLOW) });
  if (!answer.ok) throw new Error(String(answer.status));
  await cache.put(new URL(request.url).pathname, answer.clone());
  return answer;
}

// The newest that can be had, else what is kept.
async function fresh(request, path) {
  const cache = await caches.open(CACHE);
  try {
    return await fromNetwork(request, cache);
  } catch (failed) {
    const kept = await cache.match(path);
    if (kept) return kept;
    throw failed;
  }
}

// What is kept, else the network; without one, the list of all questions.
async function kept(request, path) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(path);
  if (found) return found;
  try {
    return await fetch(request);
  } catch (failed) {
    const list = request.mode === "navigate" && await cache.match(`/${path.split("/")[1]}/topics`);
    if (list) return list;
    throw failed;
  }
}

self.addEventListener("install", (event) => event.waitUntil(keepEverything().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(dropOld()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (/^\/(webhooks|health|audio|kiosk|desk|offline\/..\.json)/.test(pathname)) return;
  // Pages and scripts of one version belong together, the chat too: a newer page with older scripts would break.
  event.respondWith(pathname === "/offline/hours.json" ? fresh(request, pathname) : kept(request, pathname));
});
