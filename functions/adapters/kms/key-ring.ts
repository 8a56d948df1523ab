import { createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyWithoutPlaintextCommand, KMSClient } from '@aws-sdk/client-kms';
import type { Clock } from '../../core/ports/clock.ts';
import type { KeyGeneration, KeyRing } from '../../core/ports/key-ring.ts';
import { readKeyRing, type WrappedKeyRing, writeKeyRing } from '../dynamodb/key-ring.ts';
import type { Table } from '../dynamodb/table.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';

/** A wrapped key opens only for the purpose that it was made for. */
const CONTEXT = { purpose: 'sekisho-data-key' };
/** How long the ring is trusted before it is read again. */
const REMEMBER_MS = 5 * 60 * 1000;
/** A new generation waits until every instance has read the ring again, so that all change at the same instant. */
const ACTIVATION_DELAY_MS = 2 * REMEMBER_MS;

interface KeyRingDependencies {
  readonly table: Table;
  readonly keyArn: string;
  readonly clock: Clock;
  readonly kms?: KMSClient;
}

/**
 * Data keys, wrapped by a KMS key and kept in the table. Each generation is one 256-bit key, from which the PIN key and
 * the sealing key are derived (HKDF, RFC 5869). The first user of an empty table makes the first generation.
 */
export function kmsKeyRing({
  table,
  keyArn,
  clock,
  kms = new KMSClient(CLIENT_TIMEOUTS),
}: KeyRingDependencies): KeyRing {
  const unwrapped = new Map<string, Promise<KeyGeneration>>();
  let ring: Promise<{ generations: WrappedKeyRing; readAtMs: number }> | undefined;

  async function load(): Promise<{ generations: WrappedKeyRing; readAtMs: number }> {
    const readAtMs = clock();
    const found = await readKeyRing(table);
    if (found !== undefined) return { generations: found.generations, readAtMs };
    await addGeneration({ table, keyArn, clock, kms }, 0);
    return load();
  }

  async function generations(fresh = false): Promise<WrappedKeyRing> {
    if (ring === undefined || fresh || clock() - (await ring).readAtMs > REMEMBER_MS) {
      const reading = load();
      ring = reading;
      // A failed read is not remembered: the next call tries again.
      reading.catch(() => {
        if (ring === reading) ring = undefined;
      });
    }
    return (await ring).generations;
  }

  async function unwrap(id: string, wrapped: Uint8Array): Promise<KeyGeneration> {
    const { Plaintext } = await kms.send(
      new DecryptCommand({ CiphertextBlob: wrapped, EncryptionContext: CONTEXT, KeyId: keyArn }),
    );
    if (Plaintext === undefined) throw new Error('KMS answered without a key');
    return { id, pinKey: derive(Plaintext, 'pin'), sealKey: derive(Plaintext, 'seal') };
  }

  async function generation(id: string): Promise<KeyGeneration> {
    const known = unwrapped.get(id);
    if (known !== undefined) return known;
    const stored = (await generations())[id] ?? (await generations(true))[id];
    if (stored === undefined) throw new Error(`the key ring has no generation ${id}`);
    const opening = unwrap(id, stored.wrapped);
    unwrapped.set(id, opening);
    opening.catch(() => unwrapped.delete(id));
    return opening;
  }

  return {
    generation,
    async current() {
      const now = clock();
      const newestFirst = Object.entries(await generations())
        .filter(([, { activeFromMs }]) => activeFromMs <= now)
        .toSorted(([, left], [, right]) => right.activeFromMs - left.activeFromMs);
      const [newest] = newestFirst;
      if (newest === undefined) throw new Error('the key ring has no active generation');
      return generation(newest[0]);
    },
  };
}

/** Adds a generation to the ring: the first one counts at once, a later one after every instance has seen it. */
export async function addGeneration(deps: Required<KeyRingDependencies>, version: number): Promise<boolean> {
  const { CiphertextBlob } = await deps.kms.send(
    new GenerateDataKeyWithoutPlaintextCommand({ KeyId: deps.keyArn, NumberOfBytes: 32, EncryptionContext: CONTEXT }),
  );
  if (CiphertextBlob === undefined) throw new Error('KMS answered without a key');
  const activeFromMs = version === 0 ? 0 : deps.clock() + ACTIVATION_DELAY_MS;
  const existing = version === 0 ? {} : ((await readKeyRing(deps.table))?.generations ?? {});
  const id = randomBytes(6).toString('base64url');
  return writeKeyRing(deps.table, { ...existing, [id]: { wrapped: CiphertextBlob, activeFromMs } }, version);
}

function derive(key: Uint8Array, purpose: 'pin' | 'seal'): KeyGeneration['pinKey'] {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `sekisho ${purpose}`, 32)));
}
