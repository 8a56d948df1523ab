import { describe, expect, it } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import { LANGUAGES } from '../../../../functions/core/messages/languages.ts';
import { announceReset, announceResetOver } from '../../../../functions/core/notices/announce-reset.ts';
import { RESET_TEXTS, type ResetEvent } from '../../../../functions/core/notices/reset-texts.ts';
import type { Message } from '../../../../functions/core/ports/courier.ts';
import { hashCancelCode, normaliseEnrolmentCode } from '../../../../functions/core/push/enrolment-code.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, countingBytes, KEYS, keyRing, NOW_MS } from '../stubs.ts';

const HOUR_MS = 60 * 60 * 1000;
const TIMES = { requestedAtMs: NOW_MS, readyAtMs: NOW_MS + 24 * HOUR_MS, untilMs: NOW_MS + 48 * HOUR_MS };
const OWNER = {
  user: { domain: 'Staff', userId: 'alice' },
  account: ALICE,
  epoch: epochOf(ALICE),
  lostAddresses: [],
} as const;
const DEVICE = { id: 'd', name: 'Phone', platform: 'android', createdAtMs: 0 } as const;

function world(language = 'en') {
  const sent: Message[] = [];
  const pushed: { to: string; message: string }[] = [];
  const codes: { hash: string; expiresAtMs: number }[] = [];
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
      add: async (hash: string, { expiresAtMs }: { expiresAtMs: number }) => void codes.push({ hash, expiresAtMs }),
    },
    devices: { list: async () => [{ ...DEVICE, endpointArn: 'arn:phone' }, DEVICE] },
    pushes: {
      publish: async (to: string, message: string) => {
        pushed.push({ to, message });
        return true;
      },
    },
  } as unknown as Parameters<typeof announceReset>[0];
  return { sent, pushed, codes, deps, owner: { ...OWNER, account: { ...ALICE, language } } };
}

describe('announceReset', () => {
  it('tells every address, by mail and by text message, and every phone that can be pushed to', async () => {
    const { sent, pushed, deps, owner } = world();
    const outcomes = await announceReset(deps, resolveSettings({}), owner, 'asked', TIMES);
    expect(sent.map(({ to }) => to)).toEqual(['alice@example.com', '+819012345678']);
    expect(pushed.map(({ to }) => to)).toEqual(['arn:phone']);
    expect(outcomes).toEqual(['delivered', 'delivered', 'delivered']);
  });

  it.each([
    ['lost', { lostAddresses: ['sms'] as const }],
    ['not proven', { account: { ...ALICE, language: 'en', unproven: ['mobile'] } }],
  ])('tells an address that is %s without the code', async (_what, change) => {
    const { sent, deps, owner } = world();
    await announceReset(deps, resolveSettings({}), { ...owner, ...change }, 'asked', TIMES);
    const code = /[0-9A-Z]{5}-[0-9A-Z]{5}/;
    expect(sent.map(({ to, text }) => [to, code.test(text)])).toEqual([
      ['alice@example.com', true],
      ['+819012345678', false],
    ]);
    expect(sent[1]?.text).toContain('November 23');
  });

  it('says from when until when, in the zone of the domain, and whose methods they are', async () => {
    const { sent, deps, owner } = world();
    await announceReset(deps, resolveSettings({ TimeZone: 'Asia/Tokyo' }), owner, 'asked', TIMES);
    expect(sent[0]?.text).toContain('before November 23, 2026 at 9:00 PM Japan Standard Time');
    expect(sent[0]?.text).toContain('until November 24, 2026 at 9:00 PM Japan Standard Time');
    expect(sent[0]?.text).toContain('User: alice (Staff)');
  });

  it('brings a code that leads to the person as long as the reset can stand', async () => {
    const { sent, codes, deps, owner } = world();
    await announceReset(deps, resolveSettings({}), owner, 'asked', TIMES);
    const [code = ''] = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(sent[0]?.text ?? '') ?? [];
    expect(sent[1]?.text).toContain(code);
    expect(hashCancelCode(KEYS, normaliseEnrolmentCode(code))).toBe(codes[0]?.hash);
    expect(codes).toMatchObject([{ expiresAtMs: TIMES.untilMs }]);
  });

  it('reports a push that SNS did not take as one that may not have come', async () => {
    const { deps, owner } = world();
    const failing = { ...deps, pushes: { publish: async () => false } };
    const outcomes = await announceReset(failing, resolveSettings({}), owner, 'half', TIMES);
    expect(outcomes).toEqual(['delivered', 'delivered', 'unknown']);
  });

  it('costs two parts of a text message in English at most', async () => {
    for (const event of ['asked', 'started', 'half', 'shortened', 'ready'] as const) {
      const { sent, deps, owner } = world();
      await announceReset(deps, resolveSettings({}), owner, event, TIMES);
      expect(sent[1]?.text.length, event).toBeLessThan(306);
    }
  });
});

describe('announceResetOver', () => {
  it.each(['done', 'cancelled'] as const)(
    'tells of one that is %s, without a code and without a time to come',
    async (event) => {
      const { sent, pushed, codes, deps, owner } = world();
      await announceResetOver(deps, resolveSettings({}), owner, event);
      expect([sent.length, pushed.length, codes.length]).toEqual([2, 1, 0]);
      for (const { text } of sent) expect(text).not.toMatch(/[{}]|[0-9A-Z]{5}-[0-9A-Z]{5}/);
    },
  );
});

describe.each(LANGUAGES)('the texts of a reset in %s', (language) => {
  const { events, ...rest } = RESET_TEXTS[language];

  it('have no link, and nothing is left open in what goes out', async () => {
    expect(JSON.stringify(RESET_TEXTS[language])).not.toMatch(/https?:|www\./);
    for (const event of Object.keys(events) as ResetEvent[]) {
      const { sent, deps, owner } = world(language);
      await (event === 'done' || event === 'cancelled'
        ? announceResetOver(deps, resolveSettings({}), owner, event)
        : announceReset(deps, resolveSettings({}), owner, event, TIMES));
      expect(JSON.stringify(sent), event).not.toMatch(/[{][a-z]+[}]/i);
    }
  });

  it('show no digit, no name and no open place on a locked screen', () => {
    for (const { push } of Object.values(events)) expect(`${push.title}${push.body}`).not.toMatch(/[0-9{}]/);
  });

  it('have other words for each event', () => {
    const words = Object.values(events).flatMap(({ subject, text, smsText, push }) => [
      subject,
      text,
      smsText,
      push.body,
    ]);
    expect(new Set(words).size).toBe(4 * 7);
    expect(Object.values(rest).join('')).not.toBe('');
  });
});

it('all texts of a reset are translated', () => {
  const textsOf = (value: object): string[] =>
    Object.values(value).flatMap((part) => (typeof part === 'string' ? [part] : textsOf(part)));
  const english = new Set(textsOf(RESET_TEXTS.en));
  expect(textsOf(RESET_TEXTS.ja).filter((text) => english.has(text))).toEqual([]);
});
