import { expect, it } from 'vitest';
import { MAX_PASSKEYS } from '../../../../functions/core/passkeys/passkey.ts';

/** An id of 1,023 bytes in base64url, an RSA key of 4,096 bits, name, transports and the names of it all. */
const LONGEST_ITEM_BYTES = 1_364 + 550 + 2_000;

it('all passkeys of a person, of the longest form, come with one page of a query', () => {
  expect(MAX_PASSKEYS).toBeGreaterThanOrEqual(10);
  expect(MAX_PASSKEYS * LONGEST_ITEM_BYTES).toBeLessThan(1_000_000);
});
