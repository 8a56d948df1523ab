import { expect, it } from 'vitest';
import type { Message } from '../../../../functions/core/ports/courier.ts';
import { announceDevice } from '../../../../functions/core/push/announce-device.ts';
import type { DomainSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, NOW_MS, usersStub } from '../stubs.ts';
import { USER } from './stubs.ts';

async function announce(account: typeof ALICE | undefined, stored: DomainSettings | undefined) {
  const sent: Message[] = [];
  const deps = {
    clock: () => NOW_MS,
    users: usersStub(account),
    settings: { forDomain: async () => stored },
    domains: { find: async () => undefined },
    courier: {
      async deliver(message: Message) {
        sent.push(message);
        return 'delivered' as const;
      },
    },
  };
  return { outcomes: await announceDevice(deps, USER), sent };
}

it('a new device is announced to the user in his language: which factor, in which domain and when', async () => {
  const { outcomes, sent } = await announce(ALICE, { PageName: 'Example' });
  expect(outcomes).toEqual(['delivered']);
  expect(sent).toEqual([expect.objectContaining({ channel: 'email', to: 'alice@example.com' })]);
  for (const part of [
    '追加：サインインを承認するスマートフォン',
    'alice (D)',
    '2026年11月22日 21:00 日本標準時',
    'Example',
  ]) {
    expect(`${sent[0]?.subject}\n${sent[0]?.text}`).toContain(part);
  }
});

it.each([
  ['account', undefined, {}],
  ['domain', ALICE, undefined],
])('without %s nobody is told, and that is said', async (_what, account, stored) => {
  expect(await announce(account, stored)).toEqual({ outcomes: ['refused'], sent: [] });
});

it('an error on the way to the user says that he may not know, and does not undo the device', async () => {
  const deps = {
    clock: () => NOW_MS,
    users: { findAccount: () => Promise.reject(new Error('throttled')) },
    settings: { forDomain: async () => ({}) },
    domains: { find: async () => undefined },
    courier: { deliver: async () => 'delivered' as const },
  };
  expect(await announceDevice(deps, USER)).toEqual(['unknown']);
});
