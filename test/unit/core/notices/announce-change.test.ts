import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../functions/core/messages/languages.ts';
import { announceChange } from '../../../functions/core/notices/announce-change.ts';
import { NOTICE_TEXTS } from '../../../functions/core/notices/texts.ts';
import type { DeliveryOutcome, Message } from '../../../functions/core/ports.ts';
import { resolveSettings } from '../../../functions/core/settings/resolve.ts';

/** 2026-11-22T12:00:00Z. */
const NOW_MS = 1_795_348_800_000;
const ACCOUNT = { userId: 'alice', groups: [], language: 'en', attributes: { mail: 'alice@example.com' } };

function courier(answer: () => Promise<DeliveryOutcome> = async () => 'delivered') {
  const sent: Message[] = [];
  const deliver = (message: Message): Promise<DeliveryOutcome> => {
    sent.push(message);
    return answer();
  };
  return { sent, deps: { clock: () => NOW_MS, courier: { deliver } } };
}

describe('announceChange', () => {
  it('tells who, what and when, under the name of the operator', async () => {
    const { sent, deps } = courier();
    const settings = resolveSettings({ PageName: 'Example {user} Bank' });
    await announceChange(deps, settings, ACCOUNT, { change: 'added', factor: 'totp', domain: 'Staff' });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ channel: 'email', to: 'alice@example.com' });
    expect(sent[0]?.subject).toBe('Example {user} Bank: your sign-in methods have changed');
    expect(sent[0]?.text).toContain('User: alice (Staff)\nAdded: authenticator app\nTime: 2026-11-22 12:00 UTC');
  });

  it('tells the old and the new address once each', async () => {
    const { sent, deps } = courier();
    const change = { change: 'replaced', factor: 'email', alsoTo: ['old@example.com', 'alice@example.com'] } as const;
    await announceChange(deps, resolveSettings({}), ACCOUNT, change);
    expect(sent.map(({ to }) => to)).toEqual(['alice@example.com', 'old@example.com']);
  });

  it('reports a failed delivery as a value, since the change has happened', async () => {
    const { deps } = courier(() => Promise.reject(new Error('no network')));
    const change = { change: 'removed', factor: 'sms' } as const;
    expect(await announceChange(deps, resolveSettings({}), ACCOUNT, change)).toEqual(['unknown']);
  });

  it('sends nothing to a user without an address', async () => {
    const { sent, deps } = courier();
    const account = { ...ACCOUNT, attributes: {} };
    expect(await announceChange(deps, resolveSettings({}), account, { change: 'added', factor: 'push' })).toEqual([]);
    expect(sent).toEqual([]);
  });
});

describe('the texts of notices', () => {
  it.each(LANGUAGES)('have no link in %s', (language) => {
    expect(JSON.stringify(NOTICE_TEXTS[language])).not.toMatch(/https?:|www\./);
  });

  it('are translated: no text is the same in both languages', () => {
    const { factors, changes, subject, text } = NOTICE_TEXTS.ja;
    const english = NOTICE_TEXTS.en;
    expect(subject).not.toBe(english.subject);
    expect(text).not.toBe(english.text);
    for (const [name, value] of Object.entries({ ...factors, ...changes })) {
      expect(Object.entries({ ...english.factors, ...english.changes })).not.toContainEqual([name, value]);
    }
  });
});
