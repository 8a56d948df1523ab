/**
 * The person is on a page of the attacker, who passes everything on: he asks the true application for a challenge, shows
 * it on a page of his own, and hands in what the browser answers. The browser writes into the answer where it was given,
 * and only the pages of the application that asked count: no look-alike, no neighbour on the same host, no other
 * application here, not our own pages, and no page that stands in a frame of somebody else's.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { type Answer, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { askPasskey, givePasskey, originOf, sendAnswer, type TestPasskey, tryPasskey } from '../http/passkey-client.ts';
import type { Twist } from '../unit/core/passkeys/software-authenticator.ts';

const SHOP = 'https://shop.example';

let client: OtpClient;
let mine: TestPasskey;

beforeAll(async () => {
  client = await startClient();
  await register(client, ['shop'], { returnUrls: [`${SHOP}/signed-in`, 'https://shop.example:8443/back?x=1'] });
  await register(client, ['bank'], { returnUrls: ['https://bank.example/'] });
  await register(client, ['machine'], { returnUrls: [] });
  holdClock();
  pass(31_000);
  mine = await givePasskey('alice');
});
afterAll(() => client.service.close());

async function answerFrom(origin: string, appName = 'shop', twist: Twist = {}): Promise<Answer> {
  const { challengeId, challenge } = await askPasskey(client, 'alice', { appName });
  return sendAnswer(client, challengeId, mine.answer(challenge, origin, twist));
}

const REFUSED = [422, 'PASSKEY_INVALID'];
const saidOf = ({ status, body }: Answer) => [status, body.code];

describe('an answer that was given on a page', () => {
  it.each([SHOP, 'https://shop.example:8443'])('of the application counts (%s)', async (origin) => {
    expect((await answerFrom(origin)).status).toBe(200);
  });

  it.each([
    'https://shop.example.evil.test',
    'https://evil.test',
    'https://shop-example.test',
    'https://xn--shp-0qa.example',
    'https://www.shop.example',
    'https://SHOP.example',
    'https://shop.example.',
    'https://shop.example/',
    'https://shop.example:444',
    'http://shop.example',
    'https://user@shop.example',
    'https://shop.example/signed-in',
    'null',
    '',
    'android:apk-key-hash:AAAA',
  ])('that looks like one of the application is refused (%s)', async (origin) => {
    expect(saidOf(await answerFrom(origin))).toEqual(REFUSED);
  });

  it('of another application of this service is refused, in both directions', async () => {
    expect(saidOf(await answerFrom('https://bank.example', 'shop'))).toEqual(REFUSED);
    expect(saidOf(await answerFrom(SHOP, 'bank'))).toEqual(REFUSED);
    expect((await answerFrom('https://bank.example', 'bank')).status).toBe(200);
  });

  it('of our own is refused, so that a proof for us is none for an application', async () => {
    expect(saidOf(await answerFrom(originOf(client)))).toEqual(REFUSED);
  });

  it('of whatever kind is none for an application that has no pages: it gets no challenge', async () => {
    const { status, body } = await tryPasskey(client, 'alice', { appName: 'machine' });
    expect([status, body.code]).toEqual([422, 'RETURN_URL_NOT_REGISTERED']);
  });

  it.each<[how: string, clientData: Record<string, unknown>]>([
    ['stands in a frame', { crossOrigin: true }],
    ['names the page around it', { topOrigin: 'https://evil.test' }],
    ['names its own page as the one around it', { topOrigin: SHOP }],
    ['says in a word that it stands in a frame', { crossOrigin: 'true' }],
  ])('that %s is refused', async (_how, clientData) => {
    expect(saidOf(await answerFrom(SHOP, 'shop', { clientData }))).toEqual(REFUSED);
  });

  it.each<[what: string, twist: Twist]>([
    ['for another domain name', { rpId: 'evil.test' }],
    ['when the passkey was made, not used', { clientData: { type: 'webauthn.create' } }],
    ['without anybody touching the authenticator', { flags: 0x04 | 0x08 }],
    ['without a finger, a face or a PIN', { flags: 0x01 | 0x08 }],
  ])('and signed %s is refused', async (_what, twist) => {
    expect(saidOf(await answerFrom(SHOP, 'shop', twist))).toEqual(REFUSED);
  });
});
