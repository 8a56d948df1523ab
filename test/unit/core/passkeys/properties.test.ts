import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAssertion } from '../../../../functions/core/passkeys/check-assertion.ts';
import { checkRegistration } from '../../../../functions/core/passkeys/check-registration.ts';
import { judgeCounter } from '../../../../functions/core/passkeys/counter.ts';
import { PASSKEY_ALGORITHMS } from '../../../../functions/core/passkeys/passkey.ts';
import { readAssertion, readRegistration } from '../../../../functions/core/passkeys/read-answer.ts';
import { EXPECTED, FLAGS, newAuthenticator, passkeyOf, prove, register } from './software-authenticator.ts';

const authenticators = PASSKEY_ALGORITHMS.map((algorithm) => newAuthenticator(algorithm));
const anyAuthenticator = fc.constantFrom(...authenticators);
const anyCount = fc.integer({ min: 0, max: 0xffff_ffff });
const anyBackup = fc.constantFrom(0, FLAGS.BE, FLAGS.BE | FLAGS.BS);
const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const PRESENT = FLAGS.UP | FLAGS.UV;

describe('whatever a browser sends', () => {
  it('is read or not, and nothing breaks', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (response, other) => {
        const json = { type: 'public-key', id: 'AQAB', rawId: 'AQAB', response, clientExtensionResults: other };
        expect([response, json].map(readAssertion)).toEqual([undefined, undefined]);
        expect([response, json].map(readRegistration)).toEqual([undefined, undefined]);
      }),
    );
  });

  it('counts for nothing when it is made of bytes by chance', () => {
    fc.assert(
      fc.property(
        anyAuthenticator,
        anyBytes,
        anyBytes,
        anyBytes,
        (authenticator, clientData, authenticatorData, rest) => {
          const passkey = passkeyOf(authenticator);
          const { credentialId } = passkey;
          const used = { credentialId, clientData, authenticatorData, signature: rest };
          expect(checkAssertion(used, passkey, EXPECTED)).toEqual({ kind: 'invalid', fault: 'malformed' });
          const made = { credentialId, clientData, authenticatorData, transports: [] };
          expect(checkRegistration(made, EXPECTED)).toEqual({ kind: 'invalid', fault: 'malformed' });
        },
      ),
    );
  });

  it('has one spelling for the same bytes', () => {
    const plain = prove(newAuthenticator(), EXPECTED);
    fc.assert(
      fc.property(anyBytes, fc.string({ minLength: 1, maxLength: 4 }), (bytes, more) => {
        const read = (signature: string) =>
          readAssertion({ ...plain, response: { ...plain.response, signature } })?.signature;
        const text = bytes.toString('base64url');
        expect(read(text)).toEqual(bytes);
        expect(read(`${text}${more}`)).not.toEqual(bytes);
        expect(read(`${more}${text}`)).not.toEqual(bytes);
      }),
    );
  });
});

describe('an answer that was signed', () => {
  it('says what the authenticator said', () => {
    fc.assert(
      fc.property(anyAuthenticator, anyCount, anyBackup, (authenticator, signCount, backup) => {
        const answer = readAssertion(prove(authenticator, EXPECTED, { signCount, flags: PRESENT | backup }));
        expect(answer && checkAssertion(answer, passkeyOf(authenticator), EXPECTED)).toEqual({
          kind: 'valid',
          signCount,
          isBackupEligible: backup !== 0,
          isBackedUp: (backup & FLAGS.BS) !== 0,
          isUserVerified: true,
        });
      }),
    );
  });

  it.each(authenticators)('is worth nothing with any one bit of it changed: algorithm $algorithm', (authenticator) => {
    const answer = readAssertion(prove(authenticator, EXPECTED));
    if (answer === undefined) throw new Error('an answer that is right was not read');
    const passkey = passkeyOf(authenticator);
    for (const part of ['clientData', 'authenticatorData', 'signature'] as const) {
      const valid = bitsOf(answer[part]).filter(
        (bytes) => checkAssertion({ ...answer, [part]: bytes }, passkey, EXPECTED).kind === 'valid',
      );
      expect(valid, part).toEqual([]);
    }
  });

  it('is worth nothing for a passkey of another key', () => {
    const [first, ...others] = authenticators.concat(
      PASSKEY_ALGORITHMS.map((algorithm) => newAuthenticator(algorithm)),
    );
    if (first === undefined) throw new Error('no authenticator');
    const answer = readAssertion(prove(first, EXPECTED));
    for (const other of others) {
      const passkey = { ...passkeyOf(first), publicKey: passkeyOf(other).publicKey, algorithm: other.algorithm };
      expect(answer && checkAssertion(answer, passkey, EXPECTED)).toEqual({ kind: 'invalid', fault: 'signature' });
    }
  });
});

it('a new passkey has the id that the authenticator gave it, of any length up to 1,023 bytes', () => {
  const [first] = authenticators;
  if (first === undefined) throw new Error('no authenticator');
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 1_023 }), anyCount, (id, signCount) => {
      const authenticator = { ...first, credentialId: Buffer.from(id) };
      const answer = readRegistration(register(authenticator, EXPECTED, { signCount }));
      expect(answer && checkRegistration(answer, EXPECTED)).toMatchObject({
        kind: 'valid',
        credential: { credentialId: Buffer.from(id).toString('base64url'), signCount },
      });
    }),
  );
});

describe('the counter', () => {
  it('never refuses a passkey that is synced', () => {
    fc.assert(
      fc.property(anyCount, anyCount, (stored, signCount) => {
        expect(judgeCounter({ signCount: stored }, { signCount, isBackupEligible: true })).toBe('fine');
      }),
    );
  });

  it('of one authenticator that counts up is fine from the first to the last, and then once more is not', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyCount, { minLength: 2, maxLength: 20 }), (counts) => {
        const judgements = counts
          .toSorted((left, right) => left - right)
          .map((signCount, place, all) =>
            judgeCounter({ signCount: all[place - 1] ?? 0 }, { signCount, isBackupEligible: false }),
          );
        expect(new Set(judgements)).toEqual(new Set(['fine']));
        const last = Math.max(...counts);
        for (const signCount of counts) {
          expect(judgeCounter({ signCount: last }, { signCount, isBackupEligible: false })).toBe('regressed');
        }
      }),
    );
  });
});

function bitsOf(bytes: Uint8Array): Buffer[] {
  return Array.from({ length: bytes.length * 8 }, (_none, place) => {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(place >> 3) ^ (1 << (place & 7)), place >> 3);
    return changed;
  });
}
