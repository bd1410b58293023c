// The desk works without this: it only looks for changes by itself, and scans a QR code where the browser can.
"use strict";

const EVERY = 2000;
let live = document.querySelector("[data-live]");

async function look() {
  const answer = await fetch(live.dataset.live, { headers: { Accept: "application/json" } });
  if (answer.status === 403) return location.assign("/desk");
  const { version } = await answer.json();
  if (version === null) return location.reload();
  if (version !== live.dataset.version) await renew();
}

async function renew() {
  const answer = await fetch(location.pathname);
  if (!answer.ok) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  if (!fresh) return location.reload();
  live.replaceWith(fresh);
  live = fresh;
}

async function watch() {
  for (;;) {
    await new Promise((wake) => setTimeout(wake, EVERY));
    try {
      await look();
    } catch {
      // The server is away: look again.
    }
  }
}

async function scan() {
  const button = document.getElementById("scan");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const video = document.createElement("video");
  video.srcObject = stream;
  button.after(video);
  await video.play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let found = [];
  while (!found.length && video.isConnected) {
    await new Promise((wake) => setTimeout(wake, 200));
    found = await detector.detect(video);
  }
  stream.getTracks().forEach((track) => track.stop());
  video.remove();
  if (found.length) show(found[0].rawValue);
}

function show(text) {
  const field = document.querySelector("input[name=code]");
  const code = text.replace(/\s/g, "");
  if (code.length <= 6) {
    field.value = code;
    field.form.requestSubmit();
    return;
  }
  const output = document.getElementById("scanned");
  output.textContent = text;
  output.hidden = false;
}

if (live) watch();
const button = document.getElementById("scan");
if (button && "BarcodeDetector" in window && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", () => scan().catch(() => { button.hidden = true; }));
}
