/**
 * The attack: a link to our own page, in our own style, says what the attacker wants: "your code is wrong, call this
 * number", "the authenticator app works", "it was removed". What a page says comes from the session, or was signed for
 * this session and this browser when we sent it there; nothing else in an address changes a word.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OtpClient, startClient } from '../http/client.ts';
import { openPages, type PageBrowser } from '../http/page-client.ts';
import { putUser } from '../http/put-user.ts';

const LURE = 'your bank. Your code is wrong, call 0120-000-000';
const FORGED: readonly Record<string, string>[] = [
  { error: 'wrong' },
  { error: 'tooSoon', ms: '1000' },
  { error: LURE },
  { added: 'totp' },
  { added: LURE },
  { removed: 'yes' },
  { to: LURE, sent: '00000000-0000-0000-0000-000000000000', until: '9999999999999' },
  { key: LURE },
  { error: 'wrong', sign: 'A'.repeat(43) },
  { other: LURE },
];

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await client.settings({ MaxSendAttempts: 0 });
  await putUser({ userId: 'reader' }, 'a-password');
});
afterAll(() => client.service.close());

/** The page without what differs each time it is drawn. */
async function words(browser: PageBrowser, step: string, query = ''): Promise<string> {
  const page = await (await browser.get(`${step}${query}`)).text();
  return page.replace(/(name="(?:token|once)" value=")[^"]*/g, '$1').replace(/data-wait-ms="\d+"/g, '');
}

describe.each([false, true])('on a page of a session (bound: %s)', (isBound) => {
  test.each(['', 'totp', 'add-totp', 'add-email', 'add-sms', 'add-push'])(
    'a query adds no word (step "%s")',
    async (step) => {
      const browser = await openPages(client, 'reader', { purpose: 'enrol' });
      if (isBound) await browser.post(undefined, { act: 'begin' });
      const plain = await words(browser, step);
      for (const query of FORGED) {
        expect(await words(browser, step, `?${new URLSearchParams(query)}`), JSON.stringify(query)).toBe(plain);
      }
    },
  );
});

test('a message that was signed for one session says nothing in another one of the same browser', async () => {
  const [first, second] = [
    await openPages(client, 'reader', { purpose: 'enrol' }),
    await openPages(client, 'reader', { purpose: 'enrol' }),
  ];
  const told = await first.post('totp', { act: 'check', code: '' });
  const location = told.headers.get('location') ?? '';
  const query = location.slice(location.indexOf('?'));
  expect(await words(first, 'totp', query)).toContain('Enter the code first.');
  await second.post(undefined, { act: 'begin' });
  expect(await words(second, 'totp', query)).not.toContain('Enter the code first.');
  expect(await words(first, 'totp', query.replace('missing', 'wrong'))).not.toContain('id="error"');
});
