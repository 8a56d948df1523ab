import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../../functions/core/messages/languages.ts';
import { announceBypassMade, announceBypassUsed } from '../../../../functions/core/notices/announce-bypass.ts';
import { BYPASS_TEXTS } from '../../../../functions/core/notices/bypass-texts.ts';
import type { Message } from '../../../../functions/core/ports/courier.ts';
import { hashCancelCode, normaliseEnrolmentCode } from '../../../../functions/core/push/enrolment-code.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, countingBytes, KEYS, keyRing, NOW_MS } from '../stubs.ts';

const UNTIL_MS = NOW_MS + 60 * 60 * 1000;

function world({ language = 'en', attributes = ALICE.attributes, breaks = false } = {}) {
  const sent: Message[] = [];
  const codes: object[] = [];
  const deps = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    courier: {
      deliver: async (message: Message) => {
        sent.push(message);
        return 'delivered' as const;
      },
    },
    domains: { find: async () => undefined },
    enrolments: {
      add: async (hash: string, owner: object) => {
        if (breaks) throw new Error('no table');
        codes.push({ hash, ...owner });
      },
    },
  };
  const user = { domain: 'Staff', userId: 'alice' };
  const account = { ...ALICE, language, attributes };
  const person = { user, account, epoch: 'epoch' as never };
  const settings = resolveSettings({ TimeZone: 'Asia/Tokyo', HelpDeskName: 'Desk', HelpDeskPhone: '+81 3 1234' });
  return {
    sent,
    codes,
    made: () => announceBypassMade(deps, settings, person, UNTIL_MS),
    used: () => announceBypassUsed(deps, settings, person),
  };
}

describe('announceBypassMade', () => {
  it('tells every address, by mail and by text message, how long the code works and whom to ask', async () => {
    const { sent, made } = world();
    expect(await made()).toEqual(['delivered', 'delivered']);
    expect(sent.map(({ to }) => to)).toEqual(['alice@example.com', '+819012345678']);
    expect(sent[0]?.text).toContain('User: alice (Staff)');
    expect(sent[0]?.text).toContain('Works until: November 22, 2026 at 10:00 PM Japan Standard Time');
    expect(sent[0]?.text).toContain('contact Desk (+81 3 1234)');
  });

  it('brings what ends the code, as long as the code works', async () => {
    const { sent, codes, made } = world();
    await made();
    const [cancel = ''] = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(sent[0]?.text ?? '') ?? [];
    expect(sent[1]?.text).toContain(cancel);
    const hash = hashCancelCode(KEYS, normaliseEnrolmentCode(cancel));
    expect(codes).toEqual([
      { hash, user: { domain: 'Staff', userId: 'alice' }, epoch: 'epoch', expiresAtMs: UNTIL_MS },
    ]);
  });

  it('makes nothing for who cannot be told', async () => {
    const { codes, made } = world({ attributes: {} });
    expect([await made(), codes]).toEqual([[], []]);
  });

  it('does not fail where the code stands already', async () => {
    expect(await world({ breaks: true }).made()).toEqual(['unknown']);
  });
});

describe('announceBypassUsed', () => {
  it('tells every address, and brings nothing that could be typed', async () => {
    const { sent, codes, used } = world();
    await used();
    expect([sent.length, codes]).toEqual([2, []]);
    for (const { text } of sent) expect(text).not.toMatch(/[0-9A-Z]{5}-[0-9A-Z]{5}/);
  });
});

describe.each(LANGUAGES)('the notices of a code of the help desk in %s', (language) => {
  it('leave nothing open and have no link', async () => {
    const { sent, made, used } = world({ language });
    await made();
    await used();
    expect(sent.map((message) => [message.text, 'subject' in message ? message.subject : '']).join()).not.toMatch(
      /[{}]|https?:|www\./,
    );
  });

  it('cost as little as the alphabet of a text message allows', async () => {
    const { sent, made, used } = world({ language });
    await made();
    await used();
    const texts = sent.filter(({ channel }) => channel === 'sms').map(({ text }) => text);
    if (language === 'en') expect(texts.join()).not.toMatch(/[“”‘’…–—]/);
  });

  it('have words of their own', () => {
    const words = Object.values(BYPASS_TEXTS).flatMap((said) => Object.values(said).flatMap(Object.values));
    expect(new Set(words).size).toBe(words.length);
  });
});
