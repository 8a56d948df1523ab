/**
 * The attacker has the answer of a passkey (from the log of an application, a page that he reads along in, a broken line)
 * and hands it in again: after its owner, at the same moment, two hundred times at once, to another challenge of the same
 * person, and when its time is over. It is a signature over one challenge, and a challenge has one answer.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type Answer, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import {
  askPasskey,
  givePasskey,
  originOf,
  provePasskeyOf,
  sendAnswer,
  type TestPasskey,
} from '../http/passkey-client.ts';

const CLOSED = [409, 'CHALLENGE_CLOSED'];

let client: OtpClient;
let mine: TestPasskey;

beforeAll(async () => {
  client = await startClient();
  // The two hundred come at once, and are refused for what they are.
  const body = { ClientRequestsPerMinute: 0 };
  await client.call('PATCH', '/mfa/v1/domains/DefaultDomain/settings', { as: ADMIN, body });
  holdClock();
  pass(31_000);
  mine = await givePasskey('alice');
});
afterAll(() => client.service.close());

/** An answer that is right now, to the byte the same each time that it is sent. */
async function answered(passkey = mine) {
  const { challengeId, challenge } = await askPasskey(client, 'alice');
  const credential = passkey.answer(challenge, originOf(client));
  return { challengeId, challenge, credential, send: () => sendAnswer(client, challengeId, credential) };
}

const saidOf = ({ status, body }: Answer) => [status, body.code];

describe('the answer of a passkey', () => {
  it('counts once, and is closed to whoever hands it in again', async () => {
    const { send } = await answered();
    expect((await send()).status).toBe(200);
    for (let round = 0; round < 3; round++) expect(saidOf(await send())).toEqual(CLOSED);
  });

  it('counts once among two hundred that come at the same moment', async () => {
    const { send } = await answered();
    const all = await Promise.all(Array.from({ length: 200 }, send));
    const others = all.filter(({ status }) => status !== 200);
    expect(others).toHaveLength(199);
    for (const other of others) expect(['CHALLENGE_CLOSED', 'TOO_MANY_REQUESTS']).toContain(other.body.code);
  });

  it('counts once where two passkeys of one person answer one challenge at the same moment', async () => {
    const other = await givePasskey('alice');
    for (let round = 0; round < 20; round++) {
      const { challengeId, challenge, send } = await answered();
      const second = () => sendAnswer(client, challengeId, other.answer(challenge, originOf(client)));
      const all = await Promise.all([send(), second(), send(), second()]);
      expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    }
  });

  it('is none to another challenge of the same person, which then is over too', async () => {
    const first = await answered();
    const { challengeId } = await askPasskey(client, 'alice');
    expect(saidOf(await sendAnswer(client, challengeId, first.credential))).toEqual([422, 'PASSKEY_INVALID']);
    expect((await first.send()).status, 'what it was an answer to').toBe(200);
  });

  it('is worth nothing after one that was wrong, so that nobody tries until one fits', async () => {
    const { challengeId, challenge, send } = await answered();
    const wrong = mine.answer(challenge, originOf(client), { signature: Buffer.alloc(70, 1) });
    expect(saidOf(await sendAnswer(client, challengeId, wrong))).toEqual([422, 'PASSKEY_INVALID']);
    expect(saidOf(await send())).toEqual(CLOSED);
  });

  it('comes too late after five minutes, and not a second before', async () => {
    const [early, late] = [await answered(), await answered()];
    pass(299_000);
    expect((await early.send()).status).toBe(200);
    pass(1_000);
    expect(saidOf(await late.send())).toEqual([422, 'CHALLENGE_EXPIRED']);
  });

  it('leaves its owner able to prove himself the next time', async () => {
    expect((await provePasskeyOf(client, 'alice', mine)).status).toBe(200);
  });
});
