import type { UserKey } from '../../core/directory/user.ts';
import {
  newMemory,
  type Remembered,
  readMemory,
  type SeenHere,
  seenOf,
  withSeen,
  writeMemory,
} from '../../core/journey/browser-memory.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { KeyRing } from '../../core/ports/key-ring.ts';
import type { RandomBytes } from '../../core/ports/random-bytes.ts';
import type { UserRecord } from '../../core/ports/users.ts';
import { memoryCookie, readMemoryCookie } from '../../http/browser-cookie.ts';

interface Dependencies {
  readonly clock: Clock;
  readonly keys: Pick<KeyRing, 'current'>;
  readonly random: RandomBytes;
}

/** What the browser of a visit knows of the person of its session. */
export interface BrowserOfPerson {
  seen(): Promise<SeenHere>;
  /** A whole `Set-Cookie` value, with which the browser knows what `change` makes of that; undefined to leave all as it is. */
  learn(change: (seen: SeenHere) => SeenHere | undefined): Promise<string | undefined>;
}

/** The cookie is read when it is asked for: most pages show nothing that it has a say in. */
export function browserOfPerson(
  { clock, keys, random }: Dependencies,
  cookies: readonly string[],
  user: UserKey,
  record: () => Promise<UserRecord>,
): BrowserOfPerson {
  const who = async (): Promise<Remembered> => {
    const { generation } = (await record()).account ?? {};
    return { ...user, ...(generation === undefined ? {} : { generation }) };
  };
  const cookie = readMemoryCookie(cookies);
  const memory = async () =>
    (cookie === undefined ? undefined : readMemory(await keys.current(), cookie, clock())) ?? newMemory(random);

  const browser: BrowserOfPerson = {
    async seen() {
      if (cookie === undefined) return { hidden: [] };
      return seenOf(await keys.current(), await memory(), await who());
    },
    async learn(change) {
      const seen = change(await browser.seen());
      if (seen === undefined) return undefined;
      const current = await keys.current();
      return memoryCookie(writeMemory(current, withSeen(current, await memory(), await who(), seen, clock())));
    },
  };
  return browser;
}
