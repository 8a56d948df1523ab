import { randomBytes } from 'node:crypto';
import type { JWTPayload } from 'jose';

/** Somebody whose password was right, and who is on the way to the second factor or back from it. */
export interface Visitor {
  readonly userId: string;
  /** The session that was started in this browser, and the secret that only the returning browser can know. */
  pending?: { readonly sessionId: string; readonly state: string; readonly purpose: 'verify' | 'enrol' };
  /** He has nothing to prove himself with yet: he may make his first factor, and then has to prove it. */
  mayEnrol?: true;
  claims?: JWTPayload;
}

export interface Visitors {
  find(cookies: string | undefined): Visitor | undefined;
  /** @returns what to set as a cookie. A new sign-in always gets a new one, so none can be planted. */
  add(visitor: Visitor): string;
  forget(cookies: string | undefined): void;
}

const NAME = '__Host-demo';
const MAX_VISITORS = 1_000;

/** In memory: the demo page ends with the process. */
export function createVisitors(): Visitors {
  const visitors = new Map<string, Visitor>();
  return {
    find: (cookies) => visitors.get(idOf(cookies)),
    add(visitor) {
      const oldest = visitors.keys().next();
      if (visitors.size >= MAX_VISITORS && !oldest.done) visitors.delete(oldest.value);
      const id = randomBytes(24).toString('base64url');
      visitors.set(id, visitor);
      return `${NAME}=${id}; Path=/; Secure; HttpOnly; SameSite=Lax`;
    },
    forget: (cookies) => void visitors.delete(idOf(cookies)),
  };
}

function idOf(cookies = ''): string {
  const pair = cookies.split(/;\s*/).find((cookie) => cookie.startsWith(`${NAME}=`));
  return pair?.slice(NAME.length + 1) ?? '';
}
