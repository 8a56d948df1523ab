/** What halfwidth and fullwidth forms stand for (RFC 8265 section 3.3.1); U+FFE3 stands for two characters and stays. */
function mapWidth(text: string): string {
  return text.replace(/[\u3000\uFF01-\uFFEE]/gu, (form) => {
    const mapped = form.normalize('NFKC');
    return [...mapped].length === 1 ? mapped : form;
  });
}

/** RFC 8264 section 9.6: allowed by exception, some of them in a context only (`OUT_OF_CONTEXT`). */
const EXCEPTIONS = /[\u00DF\u03C2\u06FD\u06FE\u0F0B\u3007\u00B7\u0375\u05F3\u05F4\u30FB\u0660-\u0669\u06F0-\u06F9]/u;
/** Refused by exception, old Hangul, and what is drawn as nothing: joiners too, or two names would look the same. */
const REFUSED = /[\u0640\u07FA\u302E\u302F\u3031-\u3035\u303B\u1100-\u11FF\uA960-\uA97C\uD7B0-\uD7FB\p{DI}]/u;
/** ASCII7 and LetterDigits (RFC 8264 sections 9.11 and 9.1). */
const LETTER_DIGIT = /[\x21-\x7E\p{Ll}\p{Lu}\p{Lo}\p{Nd}\p{Lm}\p{Mn}\p{Mc}]/u;

/** The IdentifierClass of RFC 8264 (section 4.2), of one code point. */
function isIdentifier(character: string): boolean {
  if (EXCEPTIONS.test(character)) return true;
  // HasCompat (section 9.17): what stands for something else.
  return !REFUSED.test(character) && character.normalize('NFKC') === character && LETTER_DIGIT.test(character);
}

/** RFC 5892 appendix A.3 to A.9: these code points, wherever the rest of the rule does not hold. */
const OUT_OF_CONTEXT = [
  /(?<!l)\u00B7|\u00B7(?!l)/u,
  /\u0375(?!\p{sc=Grek})/u,
  /(?<!\p{sc=Hebr})[\u05F3\u05F4]/u,
  /^[^\p{sc=Hira}\p{sc=Kana}\p{sc=Han}]*\u30FB[^\p{sc=Hira}\p{sc=Kana}\p{sc=Han}]*$/u,
  /[\u0660-\u0669].*[\u06F0-\u06F9]|[\u06F0-\u06F9].*[\u0660-\u0669]/u,
];

const RIGHT_TO_LEFT =
  '\\p{sc=Hebr}\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Thaa}\\p{sc=Nkoo}\\p{sc=Mand}\\p{sc=Adlm}\\p{sc=Rohg}';
const HAS_RIGHT_TO_LEFT = new RegExp(`[${RIGHT_TO_LEFT}\\u0660-\\u0669]`, 'u');
/** RFC 5893 section 2, rules 1 to 3; in a right-to-left name there is no letter of the other direction. */
const READS_RIGHT_TO_LEFT = new RegExp(
  `^(?!\\p{M}|\\p{Nd})[${RIGHT_TO_LEFT}](?:[${RIGHT_TO_LEFT}\\p{Mn}\\p{Nd}]|(?![A-Za-z])[\\x21-\\x7E])*(?<=[${RIGHT_TO_LEFT}\\p{Nd}]\\p{Mn}*)$`,
  'u',
);

/** RFC 5893 section 2, rules 1 to 4. Names without a right-to-left character meet the rule by having one direction. */
function keepsDirection(part: string): boolean {
  if (!HAS_RIGHT_TO_LEFT.test(part)) return true;
  return READS_RIGHT_TO_LEFT.test(part) && !(/[0-9\u06F0-\u06F9]/u.test(part) && /[\u0660-\u0669]/u.test(part));
}

/** The scripts that names are made of (UAX 31 tables 5 and 7), and those that are written together (UTS 39 section 5.1). */
const SCRIPTS = (
  'Latn Cyrl Grek Armn Geor Hebr Arab Syrc Thaa Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Thai Laoo Tibt Mymr Khmr ' +
  'Ethi Cher Cans Mong Nkoo Adlm Tfng Vaii Yiii Java Bali Sund Cham Lisu Olck Mtei Cakm Rohg Mand Hang'
).split(' ');
const TOGETHER = [
  ['Latn', 'Hira', 'Kana', 'Hani'],
  ['Latn', 'Hang', 'Hani'],
  ['Latn', 'Bopo', 'Hani'],
];
const ONE_SCRIPT = [...SCRIPTS.map((script) => [script]), ...TOGETHER].map(
  (scripts) => new RegExp(`^[\\p{scx=Zyyy}\\p{scx=Zinh}${scripts.map((name) => `\\p{scx=${name}}`).join('')}]*$`, 'u'),
);

/** Highly restrictive (UTS 39 section 5.2): no letter of another script that looks like one of this. */
export function isOfOneScript(name: string): boolean {
  return ONE_SCRIPT.some((script) => script.test(name));
}

/** Marks without a letter, in piles, or that nobody sees on a letter that has the dot already (UTS 39 section 5.4). */
const MARKED = /^\p{M}|\p{Mn}{5}|[ijl\u0131\u0237]\p{Mn}*\u0307/u;

/** What no segment of a path can be: API Gateway decodes a path before it cuts it, and clients resolve the dots. */
const NO_SEGMENT = /[/?]|^\.{1,2}$/;

export const USER_NAME_EXPECTED =
  'a name of letters of one script, digits and visible ASCII characters without : / ?, 1 to 256 of them';

/**
 * Whether a name may be given to a new user: UsernameCaseMapped (RFC 8265 section 3.3), in parts with one blank between
 * them, and of one script. `normaliseUserId` gives the same name for it as the rules of the RFC would.
 */
export function isNewUserName(typed: string): boolean {
  const name = mapWidth(typed).trim().toLowerCase().normalize('NFC');
  const fits = (part: string): boolean =>
    part !== '' &&
    [...part].every(isIdentifier) &&
    !OUT_OF_CONTEXT.some((rule) => rule.test(part)) &&
    keepsDirection(part);
  return name.split(' ').every(fits) && isOfOneScript(name) && !MARKED.test(name) && !NO_SEGMENT.test(name);
}
