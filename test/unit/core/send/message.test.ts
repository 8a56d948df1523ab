import { describe, expect, it } from 'vitest';
import { hashPin } from '../../../../functions/core/otp/pin.ts';
import { ALICE, FRESH, KEYS, NOW_MS } from '../stubs.ts';
import { ask, request, type World } from './ask.ts';

const KEY = { sealed: new Uint8Array(), keyId: 'first', lastStep: -1, createdAtMs: 0 };
const bySms = { asked: { channel: 'sms' } } as const;

describe('a PIN by e-mail', () => {
  it('has a subject and goes to the address of the directory, in the language of the user', async () => {
    const { sent, added } = await ask({});
    expect(sent).toEqual([
      {
        channel: 'email',
        to: 'alice@example.com',
        subject: 'demo：確認コードのお知らせ',
        text: expect.stringMatching(/demo の確認コードは \d{6} です.*有効期間は5分.*alice \(D\)/s),
        language: 'ja',
      },
    ]);
    expect(added[0]?.method).toBe('email');
  });

  it('goes to the address of the request, when there is one', async () => {
    expect((await ask({ asked: { email: 'new@example.com' } })).sent[0]?.to).toBe('new@example.com');
  });

  it('does not ask for another factor where only text messages need one', async () => {
    expect((await ask({ settings: { SmsNeedsOtherFactor: true } })).outcome.kind).toBe('created');
  });
});

describe('a PIN by SMS', () => {
  it('is one short text to the number of the directory', async () => {
    const { sent, added } = await ask(bySms);
    expect(sent).toEqual([
      {
        channel: 'sms',
        to: '+819012345678',
        text: expect.stringMatching(/^\d{6} はdemoの確認コードです。/),
        language: 'ja',
      },
    ]);
    expect(added[0]?.method).toBe('sms');
  });

  it('goes to the number of the request in the form that carriers take', async () => {
    const { sent } = await ask({ asked: { channel: 'sms', phone: '080-1111-2222' } });
    expect(sent[0]?.to).toBe('+818011112222');
  });

  it('goes to a user with an authenticator where the settings ask for one besides it', async () => {
    const settings = { SmsNeedsOtherFactor: true };
    expect((await ask({ ...bySms, settings, credentials: [{ ...FRESH, totp: KEY }] })).outcome.kind).toBe('created');
  });

  it.each<[string, World]>([
    ['who has no number', { account: { ...ALICE, attributes: {} } }],
    ['whose number in the directory is none', { account: { ...ALICE, attributes: { mobile: '12' } } }],
  ])('is for nobody %s: the user lacks the factor', async (_case, world) => {
    const { outcome, sent } = await ask({ ...bySms, ...world });
    expect([outcome, sent]).toEqual([{ kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' }, []]);
  });

  it.each([
    ['has no item yet', undefined],
    ['has a key that waits for its first code', { ...FRESH, pendingTotp: KEY }],
  ])('is refused to a user who %s, where the settings ask for another factor', async (_case, credential) => {
    const { outcome } = await ask({ ...bySms, settings: { SmsNeedsOtherFactor: true }, credentials: [credential] });
    expect(outcome).toEqual({ kind: 'refused', reason: 'FACTOR_DISABLED' });
  });
});

describe('a PIN for a caller who delivers it himself', () => {
  it.each(['custom', 'none'] as const)(
    'on the channel %s is handed to him and stands under no method',
    async (channel) => {
      const { outcome, added, sent } = await ask({ asked: { channel, sessionId: 's' } });
      if (outcome.kind !== 'created' || outcome.pin === undefined) throw new Error('no PIN');
      expect([added[0]?.method, sent]).toEqual([undefined, []]);
      // What is written is bound to user, domain, application and session, and is not the PIN.
      const scope = { purpose: 'pin', ...request.user, application: 'demo', sessionId: 's' } as const;
      expect(added[0]?.pin).toEqual({
        pinHash: hashPin(KEYS, scope, outcome.pin),
        correlationId: outcome.correlationId,
        expiresAtMs: NOW_MS + 300_000,
      });
    },
  );
});

it.each([
  [{}, undefined],
  [{ UmsClientUrl: 'https://gateway.example/' }, undefined],
  [{ UmsAvailable: true }, undefined],
  [{ UmsAvailable: true, UmsClientUrl: 'https://gateway.example/' }, { url: 'https://gateway.example/' }],
])('under %j a message leaves by the gateway %j', async (settings, gateway) => {
  expect((await ask({ settings })).gateways).toEqual([gateway]);
});

it('nobody is sent anything who is not in the directory', async () => {
  const { outcome, sent, added } = await ask({ account: undefined });
  expect([outcome, sent, added]).toEqual([{ kind: 'unknown-user' }, [], []]);
});
