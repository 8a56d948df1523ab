import type { Account, UserKey } from '../directory/user.ts';
import { constantTimeEqual } from '../otp/constant-time-equal.ts';
import type { KeyGeneration } from '../ports/key-ring.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { mac } from '../secrets/mac.ts';
import { METHODS, type Method } from '../verify/credential.ts';

/** What one browser knows of one person: for the order of a page, and for nothing that decides. */
export interface SeenHere {
  /** What proved him in this browser last. */
  readonly last?: Method;
  /** What he does not want to be offered in this browser. */
  readonly hidden: readonly Method[];
}

interface Person extends SeenHere {
  /** 96 bits of HMAC-SHA-256 over who he is and the salt: without the key no name, and another one in each browser. */
  readonly tag: string;
  /** Days since 1970 of the last change. */
  readonly day: number;
}

/** Whoever sits before one browser, the last one first. */
export interface BrowserMemory {
  /** 96 random bits in base64url. */
  readonly salt: string;
  readonly people: readonly Person[];
}

/** Whose memory it is; the next person of the name has none. */
export type Remembered = UserKey & Pick<Account, 'generation'>;

/** A family or a shift at one counter. More would make of a cookie a list of who was here. */
const MAX_PEOPLE = 4;
export const MEMORY_LIFE_DAYS = 180;
const DAY_MS = 24 * 60 * 60 * 1000;
const RANDOM_BYTES = 12;

const LETTERS: Readonly<Record<Method, string>> = { passkey: 'k', totp: 't', push: 'p', sms: 's', email: 'e' };
const NOBODY: SeenHere = { hidden: [] };

/** A salt, the people and the MAC, with dots between them; longer than this no cookie of ours is. */
const FORM = /^([\w-]{16})((?:\.[\w-]{16}~[ktpse]?~[ktpse]{0,5}~\d{1,6}){1,4})\.([\w-]{43})$/;

export function newMemory(random: RandomBytes): BrowserMemory {
  return { salt: Buffer.from(random(RANDOM_BYTES)).toString('base64url'), people: [] };
}

/** What a cookie holds, if this service made it under the key of now: with another key it also starts anew. */
export function readMemory(keys: KeyGeneration, cookie: string, nowMs: number): BrowserMemory | undefined {
  const [, salt, list, sign] = FORM.exec(cookie) ?? [];
  if (salt === undefined || list === undefined || sign === undefined) return undefined;
  if (!constantTimeEqual(sign, signatureOf(keys, salt + list))) return undefined;
  const oldest = dayOf(nowMs) - MEMORY_LIFE_DAYS;
  const people = list.slice(1).split('.').map(readPerson);
  return { salt, people: people.filter(({ day }) => day > oldest) };
}

export function writeMemory(keys: KeyGeneration, { salt, people }: BrowserMemory): string {
  const body = [salt, ...people.map(writePerson)].join('.');
  return `${body}.${signatureOf(keys, body)}`;
}

export function seenOf(keys: KeyGeneration, { salt, people }: BrowserMemory, who: Remembered): SeenHere {
  const tag = tagOf(keys, salt, who);
  return people.find((one) => one.tag === tag) ?? NOBODY;
}

/** The same memory with this said of one person, who is its first from now on. */
export function withSeen(
  keys: KeyGeneration,
  { salt, people }: BrowserMemory,
  who: Remembered,
  seen: SeenHere,
  nowMs: number,
): BrowserMemory {
  const tag = tagOf(keys, salt, who);
  const others = people.filter((one) => one.tag !== tag);
  return { salt, people: [{ ...seen, tag, day: dayOf(nowMs) }, ...others].slice(0, MAX_PEOPLE) };
}

/** A method proved the person here: it is not hidden any more. */
export function worked({ hidden }: SeenHere, method: Method): SeenHere {
  return { last: method, hidden: hidden.filter((one) => one !== method) };
}

/** Undefined where it would be the last one that is shown. */
export function hide(seen: SeenHere, method: Method, offered: readonly Method[]): SeenHere | undefined {
  const hidden = METHODS.filter((one) => one === method || seen.hidden.includes(one));
  return offered.every((one) => hidden.includes(one)) ? undefined : { ...seen, hidden };
}

export function showAgain(seen: SeenHere, method: Method): SeenHere {
  return { ...seen, hidden: seen.hidden.filter((one) => one !== method) };
}

function signatureOf(keys: KeyGeneration, body: string): string {
  return mac(keys, 'browser-memory', [body]).toString('base64url');
}

function tagOf(keys: KeyGeneration, salt: string, { domain, userId, generation }: Remembered): string {
  const fields = [salt, domain, userId, generation ?? null];
  return mac(keys, 'browser-person', fields).subarray(0, RANDOM_BYTES).toString('base64url');
}

function writePerson({ tag, last, hidden, day }: Person): string {
  return `${tag}~${last === undefined ? '' : LETTERS[last]}~${hidden.map((one) => LETTERS[one]).join('')}~${day}`;
}

/** The form was checked, and the MAC. */
function readPerson(text: string): Person {
  const [tag = '', letter = '', hidden = '', day = ''] = text.split('~');
  const last = METHODS.find((one) => LETTERS[one] === letter);
  return {
    tag,
    ...(last === undefined ? {} : { last }),
    hidden: METHODS.filter((one) => hidden.includes(LETTERS[one])),
    day: Number(day),
  };
}

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}
