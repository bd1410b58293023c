// The card for a helpdesk: its code in large signs, and its QR code drawn from rows of 0 and 1.
"use strict";

const SVG = "http://www.w3.org/2000/svg";

function handoverParts(handover) {
  const parts = [];
  if (handover.code) {
    const code = document.createElement("p");
    code.className = "code";
    code.dir = "ltr";
    code.textContent = handover.code;
    parts.push(code);
  }
  if (handover.qr) parts.push(qrCode(handover.qr));
  return parts;
}

function qrCode(rows) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  picture.setAttribute("class", "qr");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", "QR");
  const ink = document.createElementNS(SVG, "path");
  const dark = rows.flatMap((row, y) => [...row].map((bit, x) => (bit === "1" ? `M${x} ${y}h1v1h-1z` : "")));
  ink.setAttribute("d", dark.join(""));
  picture.append(ink);
  return picture;
}
