import { describe, expect, it, test } from 'vitest';
import type { ShownOffer } from '../../../../functions/core/journey/arrange-offers.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { TEXTS } from '../../../../functions/journey/pages/texts/index.ts';
import { choosePage } from '../../../../functions/journey/pages/views/choose.ts';
import { makePasskeyPage } from '../../../../functions/journey/pages/views/passkey.ts';
import type { Visit } from '../../../../functions/journey/pages/visit.ts';
import { newAuthenticator, passkeyOf } from '../../core/passkeys/software-authenticator.ts';

interface Shown {
  readonly language?: 'en' | 'ja';
  readonly origin?: string;
  readonly challenge?: string | undefined;
  readonly leftMs?: number;
}

function visitOf(shown: Shown = {}): Visit {
  const { language = 'en', origin = 'https://mfa.example.com', leftMs = 600_000 } = shown;
  const challenge = 'challenge' in shown ? shown.challenge : 'asked';
  return {
    texts: TEXTS[language],
    language,
    settings: resolveSettings({}),
    rp: { rpId: new URL(origin).hostname, origins: [origin] },
    nowMs: 0,
    session: {
      application: 'demo',
      purpose: 'verify',
      proven: [],
      user: { domain: 'DefaultDomain', userId: 'pat' },
      expiresAtMs: leftMs,
      challenges: challenge === undefined ? {} : { passkey: { correlationId: challenge } },
    },
    token: 'token',
    helpDesk: 'desk',
    path: (step = '') => `/mfa/s/ID/${step}`,
  } as unknown as Visit;
}

const passkey = passkeyOf(newAuthenticator());

function chooser(shown?: Shown, passkeys = [passkey]): string {
  return String(
    choosePage(visitOf(shown), {
      shown: [{ method: 'passkey' }],
      hidden: [],
      rescues: [],
      passkeys,
      lock: undefined,
      error: undefined,
      did: undefined,
      reset: { state: { kind: 'none' }, mayAsk: false },
      signal: undefined,
    }).main,
  );
}

function maker(shown?: Shown): string {
  const enrolment = { challenge: 'asked', userHandle: 'handle', expiresAtMs: 600_000 };
  return String(makePasskeyPage(visitOf(shown), { enrolment, present: [passkey], error: undefined }).main);
}

function dataOf(page: string, name: string): string {
  return (new RegExp(`data-${name}="([^"]*)"`).exec(page)?.[1] ?? '').replaceAll('&quot;', '"');
}

describe.each(['en', 'ja'] as const)('what the script says in %s', (language) => {
  const common = ['address', 'asking', 'elsewhere', 'failed', 'forbidden', 'lost', 'unfinished', 'unsupported'];

  it.each([
    ['of a passkey that is used', chooser, common],
    ['of a passkey that is made', maker, [...common, 'already'].toSorted()],
  ])('has words for each thing that can happen: %s', (_what, page, names) => {
    const said = JSON.parse(dataOf(page({ language }), 'said'));
    expect(Object.keys(said).toSorted()).toEqual(names);
    expect(Object.values(said).filter((text) => typeof text !== 'string' || text === '')).toEqual([]);
    expect(said.failed, 'where the name of the error goes').toContain('#');
  });
});

test.each([
  ['https://mfa.example.com', 'https://mfa.example.com'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['http://127.0.0.1:3000', 'http://localhost:3000'],
  ['http://[::1]:8080', 'http://localhost:8080'],
])('of a service at %s browsers use passkeys at %s, since an address is no name', (origin, home) => {
  expect(dataOf(chooser({ origin }), 'home')).toBe(home);
  expect(JSON.parse(dataOf(chooser({ origin }), 'said')).address).toContain(home);
});

test('browsers are led to the security key where there is nothing else, and else to no kind', () => {
  const hintsOf = (...lists: string[][]) =>
    JSON.parse(
      dataOf(
        chooser(
          {},
          lists.map((transports) => ({ ...passkey, transports })),
        ),
        'options',
      ),
    ).hints;
  expect(hintsOf(['usb', 'nfc'], ['usb'])).toEqual(['security-key']);
  expect(hintsOf(['usb'], ['internal'])).toBeUndefined();
  expect(hintsOf([])).toBeUndefined();
});

test('the browser is asked no longer than the session lasts, and at most five minutes', () => {
  const timeoutOf = (leftMs: number) => JSON.parse(dataOf(chooser({ leftMs }), 'options')).timeout;
  expect([timeoutOf(600_000), timeoutOf(42_000)]).toEqual([300_000, 42_000]);
});

test('where the question was used up the row asks for another one, without a script', () => {
  const page = chooser({ challenge: undefined });
  expect(page).toContain('name="act" value="begin"');
  expect(page).not.toContain('data-passkey');
});

test('a device that has one of the live passkeys is told to make no second one', () => {
  const { excludeCredentials, user } = JSON.parse(dataOf(maker(), 'options'));
  expect(excludeCredentials).toEqual([
    { type: 'public-key', id: passkey.credentialId, transports: passkey.transports },
  ]);
  expect(user).toEqual({ id: 'handle', name: 'pat', displayName: 'pat' });
});

test('the first way says why it is the first, also where it is a passkey; an only one does not', () => {
  const page = (...shown: ShownOffer[]) =>
    String(
      choosePage(visitOf(), {
        shown,
        hidden: [],
        rescues: [],
        passkeys: [passkey],
        lock: undefined,
        error: undefined,
        did: undefined,
        reset: { state: { kind: 'none' }, mayAsk: false },
        signal: undefined,
      }).main,
    );
  const last: ShownOffer = { method: 'passkey', mark: 'last' };
  expect(page(last, { method: 'totp' })).toContain(TEXTS.en.marks.last);
  expect(page({ method: 'totp', mark: 'default' }, { method: 'passkey' })).toContain(TEXTS.en.marks.default);
  expect(page(last)).not.toContain(TEXTS.en.marks.last);
});
