import QRCode from 'qrcode';
import { type Html, html } from '../html.ts';

/** For who reads this on the phone that it is about; hidden where the pointer is a mouse, on which it leads nowhere. */
export function here(question: string, links: Html): Html {
  return html`<div class="here"><h2>${question}</h2><div class="stack">${links}</div></div>`;
}

/** What the largest picture holds at level M (ISO 18004 table 7). A name of 250 ideographs in percents is longer. */
const MAX_QR_BYTES = 2_331;

/**
 * Drawn as one path in the page: no request, and nobody else sees the key. Four modules of quiet zone (ISO 18004).
 * Undefined for a text that no picture holds.
 */
export function qrPicture(text: string, label: string): Html | undefined {
  if (Buffer.byteLength(text) > MAX_QR_BYTES) return undefined;
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const path: string[] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (modules.get(y, x) === 0) continue;
      let run = 1;
      while (x + run < size && modules.get(y, x + run) !== 0) run += 1;
      path.push(`M${x} ${y}h${run}v1h-${run}z`);
      x += run - 1;
    }
  }
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="-4 -4 ${size + 8} ${size + 8}" shape-rendering="crispEdges"><path fill="#000" d="${path.join('')}"/></svg>`;
}
