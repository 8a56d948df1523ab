import { expect, it } from 'vitest';
import { checkTotpCorrelationId, makeTotpCorrelationId } from '../../../../functions/core/otp/correlation-id.ts';
import { hashPin } from '../../../../functions/core/otp/pin.ts';
import { openTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { countingBytes, KEYS, NOW_MS } from '../stubs.ts';

const USER = { domain: 'D', userId: 'alice' };
const SCOPE = { purpose: 'pin', ...USER, application: 'demo', sessionId: undefined } as const;

// Values that an earlier version wrote. They must go on to work: a deployment falls between a PIN and its use, and
// sealed secrets stay for years.

it('a PIN that an earlier version sent is found', () => {
  expect(hashPin(KEYS, SCOPE, new Secret('123456'))).toBe('kQwdWF_js4JBM9g2UOT6uw');
});

it('a secret that an earlier version sealed opens', () => {
  const sealed = Buffer.from('AAECAwQFBgcICQoLeDrRzuR/u3wSuHEkrYpQzWQG+fxuMaR4I7qPhrVci8UUluBW', 'base64');
  expect(openTotpSecret(KEYS, USER, sealed).reveal()).toEqual(Buffer.from('12345678901234567890'));
});

it('a correlation id that an earlier version gave holds', () => {
  expect(checkTotpCorrelationId(KEYS, SCOPE, '6b02da6c-0001-0203-94ef-2a7cc8f8a468', NOW_MS)).toBe(true);
});

it('two correlation ids that are made in the same second differ', () => {
  const random = countingBytes();
  const make = () => makeTotpCorrelationId(KEYS, random, SCOPE, NOW_MS);
  expect(make()).not.toBe(make());
});
