import { expect, it } from 'vitest';
import { isOpenToPassword } from '../../../../functions/core/enrol/why-not-enrol.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, FRESH, NOW_MS } from '../stubs.ts';

const MAILLESS = { ...ALICE, attributes: {} };
const REPLACED = { ...ALICE, attributes: { mail: 'mallory@example.com' }, unproven: ['mail'] };
const closed = (closedUntilMs: number) => ({ ...FRESH, enrolment: { version: 'v', begunAtMs: [], closedUntilMs } });

it.each<[string, boolean, UserRecord, { Email_Enabled?: boolean }]>([
  ['had nothing ever', true, { account: MAILLESS }, {}],
  ['has a phone', false, { account: MAILLESS, hasDevice: true }, {}],
  ['reads his mail no more', false, { account: MAILLESS, credential: { ...FRESH, lostAddresses: ['email'] } }, {}],
  ['has an address that somebody else put there', false, { account: REPLACED }, {}],
  ['has one where no mail is a way in', true, { account: REPLACED }, { Email_Enabled: false }],
  ['was closed', false, { account: MAILLESS, credential: closed(NOW_MS + 1) }, {}],
  ['was closed until now', true, { account: MAILLESS, credential: closed(NOW_MS) }, {}],
])('who %s is open to a password alone: %s', (_who, isOpen, record, settings) => {
  expect(isOpenToPassword(resolveSettings({ ...settings }), record, NOW_MS)).toBe(isOpen);
});
