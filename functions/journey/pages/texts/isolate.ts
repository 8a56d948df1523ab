/**
 * Keeps the direction of a foreign name from turning the words around it (Unicode UAX #9, 2.4): FIRST STRONG ISOLATE
 * before, POP DIRECTIONAL ISOLATE behind. Controls that the name brings along end inside it; its own ends are dropped,
 * since one of them would close ours.
 */
export function isolate(name: string): string {
  return `\u2068${name.replace(/[\u2066-\u2069]/g, '')}\u2069`;
}
