import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN_CASES } from './admin-cases.ts';
import { countUnits } from './capacity.ts';
import type { Case } from './case.ts';
import type { MeasuredCall } from './measured.ts';
import { OTP_CASES } from './otp-cases.ts';
import { PAGE_CASES } from './page-cases.ts';
import { PASSKEY_CASES } from './passkey-cases.ts';
import { PUSH_CASES } from './push-cases.ts';
import { scryptCount } from './scrypt-count.ts';
import { STRANGER_CASES } from './stranger-cases.ts';
import { TOKEN_CASES } from './token-cases.ts';
import { ADMIN, startWorld, type World } from './world.ts';

const DOMAIN = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain?name=DefaultDomain';

/** How long nothing may be asked of AWS until a call is over. */
const SILENCE_MS = 10;
/** The same where a state machine goes on after the answer. */
const SILENCE_OF_MACHINE_MS = 150;

/** What one warm call of every operation asks of AWS: requests, units, password hashes. */
export async function measureOperations(): Promise<MeasuredCall[]> {
  const counter = countUnits();
  const world = await startWorld();
  try {
    await world.client.ask('PUT', DOMAIN, {
      as: ADMIN,
      body: { tokenSettings: [{ tokenType: 'ACCESS_TOKEN', refreshTokenEnabled: true }] },
    });
    await world.client.ask('PUT', '/mfa/v1/domains/DefaultDomain/settings', {
      as: ADMIN,
      body: {
        EnableSecretKeyLifecycle: true,
        PushMatchCode: false,
        'demo.PushMatchCode': true,
      },
    });
    const shop = { clients: ['demo-app'] };
    await world.client.ask('PUT', '/mfa/v1/applications/shop', { as: ADMIN, body: shop });
    const measured: MeasuredCall[] = [];
    for (const each of [
      ...OTP_CASES,
      ...TOKEN_CASES,
      ...PAGE_CASES,
      ...PASSKEY_CASES,
      ...PUSH_CASES,
      ...ADMIN_CASES,
      ...STRANGER_CASES,
    ]) {
      // The first time loads the function, its keys and its settings. One of the others may read the settings again.
      await (await each.run(world))();
      const [one, other] = [await measure(each), await measure(each)];
      measured.push(total(one.requests) <= total(other.requests) ? one : other);
    }
    return measured;
  } finally {
    await world.end();
  }

  async function measure({ what, byStranger, run }: Case): Promise<MeasuredCall> {
    const act = await run(world);
    await silence(world);
    world.aws.requests.reset();
    counter.reset();
    scryptCount.reset();
    await act();
    const operation = world.client.lastOperation();
    await silence(world);
    const { writes: writeUnits, reads: readUnits } = counter.units;
    const requests = sorted(world.aws.requests.count());
    return {
      operation,
      what,
      ...(byStranger && { byStranger }),
      requests,
      writeUnits,
      readUnits,
      passwordHashes: scryptCount.get(),
    };
  }
}

async function silence({ aws }: World): Promise<void> {
  const asked = () => total(aws.requests.count());
  const hasMachine = () => Object.keys(aws.requests.count()).some((name) => name.startsWith('states.'));
  for (let before = -1; before !== asked(); await sleep(hasMachine() ? SILENCE_OF_MACHINE_MS : SILENCE_MS)) {
    before = asked();
  }
}

function total(requests: Readonly<Record<string, number>>): number {
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
