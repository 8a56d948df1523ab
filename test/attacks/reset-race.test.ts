/**
 * The attack: at the same moment somebody ends a reset and somebody else enrols by it, or both of two browsers enrol, or
 * both of two ask. Each pair meets in the condition of one write, so exactly one of them wins, and what loses has changed
 * nothing: no factor stands beside those that should have ended with it.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { cancelCodes, messagesTo, sayNotMe } from '../http/enrolment-client.ts';
import { openPages, type PageBrowser } from '../http/page-client.ts';
import { askForReset, codeOf, HOUR_MS, newOwner, type Owner } from '../http/reset-client.ts';

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

/** A browser that has only to send the first code of a key that it made by a ready reset. */
async function aboutToEnrol(owner: Owner): Promise<{ browser: PageBrowser; secret: string }> {
  const browser = await openPages(client, owner.userId);
  const page = await (await browser.follow(await browser.post('add-totp', { act: 'start' }))).text();
  return { browser, secret: /secret=([A-Z2-7]{32})/.exec(page)?.[1] ?? '' };
}

const enrol = ({ browser, secret }: { browser: PageBrowser; secret: string }) =>
  browser.post('add-totp', { act: 'check', code: generateSync({ secret }) });

describe('ending a reset while somebody enrols by it', () => {
  it.each([1, 2, 3, 4])('lets exactly one of them win (%i)', async () => {
    const owner = await newOwner(client);
    await askForReset(client, owner.userId);
    pass(24 * HOUR_MS);
    const claimer = await aboutToEnrol(owner);
    const [code = ''] = cancelCodes(client, owner.mail);
    const [, cancelled] = await Promise.all([enrol(claimer), sayNotMe(client, code)]);
    pass(30_000);
    const [isOld, isNew] = [
      (await codeOf(client, owner)).status === 200,
      (await codeOf(client, { ...owner, secret: claimer.secret })).status === 200,
    ];
    expect([isOld, isNew]).toEqual(cancelled.status === 200 ? [true, false] : [false, true]);
  });
});

it('two browsers that ask at once begin one reset, and one message goes out', async () => {
  const owner = await newOwner(client);
  const browsers = await Promise.all([1, 2, 3].map(() => openPages(client, owner.userId)));
  await Promise.all(browsers.map((browser) => browser.post('reset', { act: 'begin-reset' })));
  expect(messagesTo(client, owner.mail)).toHaveLength(1);
});

it('an administrator who ends it while another shortens it leaves none that is ready', async () => {
  const owner = await newOwner(client);
  await askForReset(client, owner.userId);
  const path = `/mfa/v1/users/${owner.userId}/reset`;
  await Promise.all([
    client.call('POST', `${path}/shorten`, { as: ADMIN, body: { reason: 'Came to the desk' } }),
    client.call('DELETE', path, { as: ADMIN }),
  ]);
  const { status, body } = await client.call('GET', path, { as: ADMIN });
  expect([status, body.code]).toEqual([404, 'RESET_UNKNOWN']);
});
