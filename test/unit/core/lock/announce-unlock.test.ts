import { expect, it } from 'vitest';
import type { Account } from '../../../../functions/core/directory/user.ts';
import { announceUnlock } from '../../../../functions/core/lock/announce-unlock.ts';
import { UNLOCK_TEXTS } from '../../../../functions/core/lock/texts.ts';
import { leadsElsewhere } from '../../../../functions/core/messages/leads-elsewhere.ts';
import type { Message } from '../../../../functions/core/ports/courier.ts';
import { ALICE, NOW_MS, usersStub } from '../stubs.ts';

const USER = { domain: 'Staff', userId: 'alice' };

async function told(account: Account | undefined) {
  const sent: Message[] = [];
  const deliver = async (message: Message) => {
    sent.push(message);
    return 'delivered' as const;
  };
  const deps = {
    clock: () => NOW_MS,
    courier: { deliver },
    domains: { find: async () => undefined },
    users: usersStub(account),
    settings: { forDomain: async () => ({}) },
  };
  return { outcomes: await announceUnlock(deps, USER), sent };
}

it('is told by mail, in the language of the person, with name and time', async () => {
  const attributes = { mail: 'alice@example.com', mobile: '+819012345678' };
  const { sent, outcomes } = await told({ ...ALICE, language: 'en', attributes });
  expect(outcomes).toEqual(['delivered']);
  expect(sent).toMatchObject([{ to: 'alice@example.com', subject: 'Sekisho: your account was unlocked' }]);
  expect(sent[0]?.text).toContain('User: alice (Staff)\nTime: November 22, 2026');
  expect(sent[0]?.text).toContain('Contact your help desk right away');
});

it('is told by text message where no mail reaches him', async () => {
  const { sent } = await told({ ...ALICE, language: 'en', attributes: { mobile: '+819012345678' } });
  expect(sent).toMatchObject([{ channel: 'sms', to: '+819012345678' }]);
  expect(sent[0]?.text).toMatch(/^Sekisho, alice \(Staff\): your account was unlocked[\x20-\x7e]{1,120}$/);
});

it('is told to nobody where nobody is', async () => {
  expect(await told(undefined)).toEqual({ outcomes: [], sent: [] });
});

it('is over whether it can be told or not', async () => {
  const broken = async () => {
    throw new Error('the directory is gone');
  };
  const users = { ...usersStub(ALICE), findAccount: broken };
  const courier = { deliver: async () => 'delivered' as const };
  const domains = { find: async () => undefined };
  const deps = { clock: () => NOW_MS, courier, domains, users, settings: { forDomain: async () => ({}) } };
  expect(await announceUnlock(deps, USER)).toEqual(['unknown']);
});

it('no text leads elsewhere, and each names the user', () => {
  for (const { subject, text, smsText } of Object.values(UNLOCK_TEXTS)) {
    for (const one of [subject, text, smsText]) expect(leadsElsewhere(one)).toBe(false);
    for (const one of [text, smsText]) expect(one).toContain('{user}');
  }
});
