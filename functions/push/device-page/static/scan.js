/** Reads the enrolment code out of a link or a QR code, with the browser's own reader where it has one. */

const READ_EVERY_MS = 250;

/** Whether this browser can read QR codes. */
export function canScan() {
  return 'BarcodeDetector' in window && navigator.mediaDevices !== undefined;
}

/**
 * The code of an enrolment link of this very service, or undefined.
 *
 * @param {string} link
 */
export function codeOfLink(link) {
  const url = URL.canParse(link, location.origin) ? new URL(link, location.origin) : undefined;
  if (url?.origin !== location.origin || url.pathname !== '/mfa/device') return undefined;
  return new URLSearchParams(url.hash.slice(1)).get('code') ?? undefined;
}

/**
 * Shows the camera until a QR code is read or the signal says stop.
 *
 * @param {HTMLVideoElement} video
 * @param {AbortSignal} signal
 * @returns {Promise<string | undefined>} what the QR code says; undefined when it was stopped
 */
export async function scanQrCode(video, signal) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    video.srcObject = stream;
    await video.play();
    const Detector = /** @type {any} */ (window).BarcodeDetector;
    const detector = new Detector({ formats: ['qr_code'] });
    while (!signal.aborted) {
      const [found] = await detector.detect(video);
      if (found !== undefined) return found.rawValue;
      await new Promise((done) => setTimeout(done, READ_EVERY_MS));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
