/**
 * The attacker repeats the call of a client that has its PINs handed back (`none`, `custom`) under the same
 * Idempotency-Key, or a proxy does it for him. Nothing keeps such a PIN, so the repetition would be a success that carries
 * none, and a program that never looks twice would compare what its user types with nothing. There the key is refused.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLIENT, newPin, type OtpClient, startClient } from '../http/client.ts';

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

it.each(['none', 'custom'])('%s takes no Idempotency-Key: no success comes without a PIN', async (deliveryChannel) => {
  const body = { appName: 'demo', userId: 'alice', deliveryChannel };
  for (let call = 0; call < 3; call++) {
    const options = { as: CLIENT, body, headers: { 'idempotency-key': 'again' } };
    const answer = await client.createOtp({}, options);
    expect([answer.status, answer.body.minorCode]).toEqual([422, 'FIELD_INVALID']);
    expect(answer.body.message).toContain('Idempotency-Key');
  }
  const [first, second] = [await newPin(client, 'alice', body), await newPin(client, 'alice', body)];
  expect([first.pin, second.pin]).toEqual([expect.stringMatching(/^\d{6}$/), expect.stringMatching(/^\d{6}$/)]);
});
