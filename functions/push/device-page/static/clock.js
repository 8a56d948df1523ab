/** The time of the service: clocks of devices are wrong, and a JWS more than 60 seconds off is refused. */

let offsetMs = 0;

/** @param {Response} answer any answer of the service; its Date says how wrong our clock is */
export function learnTime(answer) {
  const serverMs = Date.parse(answer.headers.get('date') ?? '');
  // The header has whole seconds, so the middle of that second is the best guess.
  if (!Number.isNaN(serverMs)) offsetMs = serverMs + 500 - Date.now();
}

export function nowMs() {
  return Date.now() + offsetMs;
}
