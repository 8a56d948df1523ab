import * as z from 'zod';
import type { DeliveryOutcome, Message } from '../../core/ports/courier.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import type { Log } from '../../http/log.ts';

/** The form of the secret `umsKey`. */
const UmsKey = z.object({ username: z.string().min(1), password: z.string() });

const TIME_LIMIT_MS = 5_000;

/**
 * Sends through the operator's own gateway: POST of `{channel, to, subject?, text}` with HTTP Basic. A redirect is a
 * failure: credentials and PIN go to the configured address or nowhere.
 */
export function umsGateway(
  readKey: () => Promise<Secret<string>>,
  log: Log,
  { takesLoopback }: { readonly takesLoopback: boolean },
): (message: Message, gateway: { readonly url: string }) => Promise<DeliveryOutcome> {
  const failed = (outcome: 'refused' | 'unknown', error: string): DeliveryOutcome => {
    log('error', 'DELIVERY_FAILED', { outcome, error });
    return outcome;
  };
  return async ({ channel, to, subject, text }, { url }) => {
    // Stored before this was refused; the settings take no other plain address than one on this machine.
    if (!takesLoopback && !url.startsWith('https:')) return failed('refused', 'the gateway is not https');
    const authorization = await basic(readKey);
    if (authorization === undefined) return failed('refused', 'umsKey has no credentials');
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ channel, to, ...(subject === undefined ? {} : { subject }), text }),
        redirect: 'manual',
        signal: AbortSignal.timeout(TIME_LIMIT_MS),
      });
      await answer.body?.cancel();
      if (answer.ok) return 'delivered';
      return failed(answer.status < 500 ? 'refused' : 'unknown', `gateway answered ${answer.status}`);
    } catch (error) {
      return failed('unknown', error instanceof Error ? error.name : typeof error);
    }
  };
}

/** Undefined when the secret is missing or has another form: nothing can be sent then. */
async function basic(readKey: () => Promise<Secret<string>>): Promise<string | undefined> {
  try {
    const { username, password } = UmsKey.parse(JSON.parse((await readKey()).reveal()));
    return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  } catch {
    return undefined;
  }
}
