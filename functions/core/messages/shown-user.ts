const MAX_CODE_POINTS = 40;
const MAX_WORDS = 4;

const WORD = /[\u2024_-]*[^\u2024_-]+|[\u2024_-]+$/gu;
/** Five digits or more, whatever stands between them that is no letter: telephones make a link of it. */
const NUMBER = /\p{Nd}(?:[^\p{L}\p{Nd}]*\p{Nd}){4,}/gu;

/**
 * A user name in a message that leaves in the operator's name. Whoever administers a domain makes users of any name and
 * address in it, so it is shown where it can be neither a sentence, nor a number to call, nor a link: its first words,
 * joined to one, without the middle of a number. Its owner knows it by what is left.
 */
export function shownUser(userId: string): string {
  const joined = withoutLink(userId).replaceAll(' ', '_');
  const words = (joined.match(WORD) ?? []).slice(0, MAX_WORDS).join('');
  const cut = [...words].slice(0, MAX_CODE_POINTS).join('');
  return `${cut.replace(NUMBER, withoutMiddle)}${cut === joined ? '' : '…'}`;
}

/** Mail programs turn `shop.example` into a link; with a one-dot leader (U+2024) it reads the same and stays text. */
export function withoutLink(name: string): string {
  return name.replace(/\.(?=\S)/g, '\u2024');
}

function withoutMiddle(number: string): string {
  const digits = [...number.matchAll(/\p{Nd}/gu)].length;
  let seen = 0;
  return number.replace(/\p{Nd}/gu, (digit) => {
    seen += 1;
    return seen <= 2 || seen > digits - 2 ? digit : '•';
  });
}
