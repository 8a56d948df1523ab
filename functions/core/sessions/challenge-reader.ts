/** Whoever started a challenge may read it; a session starts its own. */
export function challengeReader(sessionId: string): string {
  return `session#${sessionId}`;
}
