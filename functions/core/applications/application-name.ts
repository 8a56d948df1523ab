const APPLICATION_NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]{0,63}$/u;

/** Names of applications stand in messages and before settings: letters, digits, blanks and `. _ -`, at most 64. */
export function isApplicationName(name: string): boolean {
  // Marks and letters that nobody sees would make a second name of the same looks.
  return APPLICATION_NAME.test(name) && !/\p{DI}/u.test(name);
}

/** NFKC and trimmed, like every name that people type. */
export function normaliseApplicationName(name: string): string {
  return name.normalize('NFKC').trim();
}

/** What names are compared by: two that differ in case alone would be taken for each other. */
export function foldApplicationName(name: string): string {
  return normaliseApplicationName(name).toLowerCase().normalize('NFKC');
}
