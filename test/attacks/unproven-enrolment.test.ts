/**
 * The attack: an address is the only factor that somebody has, and it guards nothing where a password alone may make a
 * stronger one beside it. `EnrolmentNeedsProof` says that it may not, on every road to a first factor.
 */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SETTINGS } from '../../functions/core/settings/catalogue.ts';
import { CLIENT, type OtpClient } from '../http/client.ts';
import { messagesTo, newPerson, register } from '../http/enrolment-client.ts';
import { PREFERENCES, startClientWithFcm } from '../http/oma-client.ts';
import { openPages } from '../http/page-client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClientWithFcm();
});
afterAll(() => client.service.close());

test('a password alone makes no key, no code and no device for who has an address, where a proof is asked for', async () => {
  await client.settings({ EnrolmentNeedsProof: true, PushMatchCode: false });
  const owner = await newPerson(client);
  const as = `${owner.userId}:${owner.password}`;
  const phone = { deviceName: 'Phone', platform: 'android', pushToken: 'token-of-a-thief' };
  const answers = [
    await owner.askKey(),
    await owner.askCode(),
    await client.call('POST', PREFERENCES, { as, body: phone }),
  ];
  for (const { status, body } of answers) {
    expect([status, body.code ?? body.errorCode ?? body.minorCode]).toEqual([403, 'PROOF_REQUIRED']);
  }
  const nobody = await newPerson(client, {});
  expect((await nobody.askKey()).status).toBe(200);
});

test('a code from before the setting counts no more, and an application that vouches still gets one', async () => {
  await client.settings({});
  const owner = await newPerson(client);
  const code = String((await owner.askCode()).body.enrolmentCode);
  await client.settings({ EnrolmentNeedsProof: true });
  expect((await register(client, code)).body.code).toBe('ENROLMENT_CODE_INVALID');
  const path = `/mfa/v1/users/${owner.userId}/device-enrolments?appName=demo`;
  const { status, body } = await client.call('POST', path, { as: CLIENT });
  expect(status, JSON.stringify(body)).toBe(201);
  expect((await register(client, String(body.enrolmentCode))).status).toBe(201);
});

test('the preset aal2 asks for the proof and lets nobody switch that off', async () => {
  await client.settings({ Preset: 'aal2' });
  expect((await (await newPerson(client)).askKey()).body.errorCode).toBe('PROOF_REQUIRED');
  expect(SETTINGS.EnrolmentNeedsProof.accepts(false, 'aal2')).toBe(false);
});

test('the pages ask for it too: a code to the address comes first, though mail is no factor in aal2', async () => {
  await client.settings({ Preset: 'aal2' });
  const owner = await newPerson(client);
  const browser = await openPages(client, owner.userId, { purpose: 'enrol' });
  for (const step of ['add-totp', 'add-push']) {
    await browser.post(step, { act: 'begin' });
    expect((await browser.get(step)).status, step).toBe(303);
  }
  await browser.post('email', { act: 'send' });
  const code = /\b\d{6}\b/.exec(messagesTo(client, owner.mail)[0]?.text ?? '')?.[0] ?? '';
  await browser.post('email', { act: 'check', code });
  await browser.post('add-push', { act: 'begin' });
  const shown = await (await browser.get('add-push')).text();
  expect((await register(client, /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(shown)?.[0] ?? '')).status).toBe(201);
  await browser.post(undefined, { act: 'finish' });
  const { status, body } = await browser.result();
  expect(status, JSON.stringify(body)).toBe(200);
  expect(decodeJwt(String(body.token)).acr).toBe('urn:sekisho:acr:enrolment');
});
