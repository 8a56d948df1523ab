import { describe, expect, it } from 'vitest';
import { canAnswer } from '../../../../functions/core/push/device.ts';
import { checkMessage } from '../../../../functions/core/push/device-message.ts';
import { NOW_MS } from '../stubs.ts';
import { KEY, OTHER_KEY, PHONE, signed } from './stubs.ts';

describe('a message of a device', () => {
  const nowSeconds = NOW_MS / 1000;

  it.each([
    ['of a minute ago', -60, undefined],
    ['older than a minute', -60.001, 'SIGNATURE_STALE'],
    ['of a clock that is a minute ahead', 60, undefined],
    ['from further ahead', 60.001, 'SIGNATURE_STALE'],
  ])('%s is taken at %s s as %s', async (_what, seconds, fault) => {
    const message = signed({}, { issuedAtSeconds: nowSeconds + seconds });
    expect(await checkMessage(message, KEY, NOW_MS)).toBe(fault);
  });

  it('is not believed without a key, and not when another key signed it', async () => {
    expect(await checkMessage(signed({}), undefined, NOW_MS)).toBe('SIGNATURE_INVALID');
    expect(await checkMessage(signed({}, { signer: OTHER_KEY }), KEY, NOW_MS)).toBe('SIGNATURE_INVALID');
  });

  it('says nothing of its age to somebody who did not sign it', async () => {
    const message = signed({}, { signer: OTHER_KEY, issuedAtSeconds: 0 });
    expect(await checkMessage(message, KEY, NOW_MS)).toBe('SIGNATURE_INVALID');
  });
});

describe('a device', () => {
  const { publicKey: _none, ...withoutKey } = PHONE;

  it.each([
    ['with a key', 'are asked for', true, PHONE],
    ['with a key', 'are not asked for', true, PHONE],
    ['without a key', 'are asked for', false, withoutKey],
    ['without a key', 'are not asked for', true, withoutKey],
  ])('%s can answer where digits %s: %s', (_which, digits, can, device) => {
    expect(canAnswer(device, { PushMatchCode: digits === 'are asked for' })).toBe(can);
  });
});
