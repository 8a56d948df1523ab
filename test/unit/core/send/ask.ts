import { vi } from 'vitest';
import type { Account } from '../../../../functions/core/directory/user.ts';
import type { DeliveryOutcome, Message } from '../../../../functions/core/ports/courier.ts';
import type { AddPin, Credentials } from '../../../../functions/core/ports/credentials.ts';
import type { Quotas } from '../../../../functions/core/ports/quotas.ts';
import type { RandomBytes } from '../../../../functions/core/ports/random-bytes.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import { createOtp } from '../../../../functions/core/send/create-otp.ts';
import type { ClientOtpRequest, PageOtpRequest } from '../../../../functions/core/send/otp-request.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { ALICE, countingBytes, credentialsStub, FRESH, keyRing, NOW_MS } from '../stubs.ts';

export const request: ClientOtpRequest = {
  by: 'client',
  isFreeName: false,
  user: { domain: 'D', userId: 'alice' },
  application: 'demo',
  channel: 'email',
  sessionId: undefined,
  email: undefined,
  phone: undefined,
  idempotency: undefined,
};

export interface World {
  readonly settings?: Record<string, boolean | number | string>;
  readonly account?: Account | undefined;
  readonly legacyTotp?: UserRecord['legacyTotp'];
  readonly credentials?: readonly (Credential | undefined)[];
  readonly methods?: Partial<Credentials>;
  readonly delivery?: DeliveryOutcome;
  readonly asked?: Partial<ClientOtpRequest> | PageOtpRequest;
  readonly random?: RandomBytes;
  readonly quota?: Quotas['count'];
}

/** Asks for a code in a world where each read of the item gives the next of `credentials`, the last one for good. */
export async function ask(world: World) {
  const { settings = {}, credentials = [FRESH], delivery = 'delivered', legacyTotp } = world;
  const account = 'account' in world ? world.account : ALICE;
  const states = [...credentials];
  const sent: Message[] = [];
  const gateways: unknown[] = [];
  const added: AddPin[] = [];
  const add = vi.fn(async (_user: unknown, pin: AddPin) => {
    added.push(pin);
    return 'added' as const;
  });
  const deps = {
    clock: () => NOW_MS,
    random: world.random ?? countingBytes(),
    keys: keyRing,
    users: {
      async load(): Promise<UserRecord> {
        const credential = states.length > 1 ? states.shift() : states[0];
        return { ...(account && { account }), ...(credential && { credential }), ...(legacyTotp && { legacyTotp }) };
      },
      findAccount: async () => account,
      presence: async () => ({ kind: 'unasked' }) as const,
    },
    credentials: credentialsStub({ addPin: add, createWithPin: add, ...world.methods }),
    quotas: { count: world.quota ?? (async () => 'counted' as const) },
    domains: { find: async () => undefined },
    courier: {
      async deliver(message: Message, gateway: unknown) {
        sent.push(message);
        gateways.push(gateway);
        return delivery;
      },
    },
  };
  const outcome = await createOtp(
    deps,
    resolveSettings(settings),
    world.asked?.by === 'page' ? world.asked : { ...request, ...world.asked },
  );
  return { outcome, sent, added, gateways };
}
