import type { UserKey } from '../core/directory/user.ts';
import { thisCall } from '../http/current-call.ts';

type Method = (...args: unknown[]) => unknown;

/**
 * The same port, but the call that is being answered is from now on about the user whose things were last looked at.
 * It is done here so that no route has to think of its log line.
 */
export function notingUser<T extends object>(port: T): T {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const call = thisCall();
        const [user] = args;
        if (call !== undefined && isUser(user)) call.user = user;
        return (method as Method).apply(target, args);
      };
    },
  });
}

function isUser(value: unknown): value is UserKey {
  return typeof value === 'object' && value !== null && 'domain' in value && 'userId' in value;
}
