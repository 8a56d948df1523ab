import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bundle, bundleAll, importOnce } from '../../bench/cold-start.ts';
import type { DeployedFunction } from '../../functions/deployed-functions.ts';

interface Budget {
  /** Of the deployed bundle; the SDK counts. About 5 % above what it is. */
  readonly kilobytes: number;
  /** Processor time of importing it, as a multiple of the DynamoDB document client alone. */
  readonly importRatio: number;
}

/** A function that needs more raises its line here, where a reviewer sees it. */
const BUDGETS: Readonly<Record<DeployedFunction, Budget>> = {
  'create-otp': { kilobytes: 850, importRatio: 4 },
  'validate-otp': { kilobytes: 630, importRatio: 3 },
  'secret-key': { kilobytes: 880, importRatio: 4 },
  settings: { kilobytes: 680, importRatio: 3 },
  audit: { kilobytes: 675, importRatio: 3 },
  'identity-domain': { kilobytes: 675, importRatio: 3 },
  'user-lock': { kilobytes: 890, importRatio: 3 },
  'user-factors': { kilobytes: 825, importRatio: 4 },
  'user-devices': { kilobytes: 880, importRatio: 4 },
  users: { kilobytes: 1380, importRatio: 4 },
  sessions: { kilobytes: 590, importRatio: 3 },
  'session-result': { kilobytes: 750, importRatio: 3 },
  token: { kilobytes: 675, importRatio: 3.5 },
  jwks: { kilobytes: 315, importRatio: 2 },
  oma: { kilobytes: 880, importRatio: 4 },
  pages: { kilobytes: 1215, importRatio: 4.5 },
  'oma-config': { kilobytes: 680, importRatio: 3 },
  'device-page': { kilobytes: 690, importRatio: 3 },
  'passkey-challenges': { kilobytes: 815, importRatio: 4 },
  'user-passkeys': { kilobytes: 880, importRatio: 4 },
  'push-status': { kilobytes: 600, importRatio: 3 },
  'page-state': { kilobytes: 600, importRatio: 3 },
  'push-challenges': { kilobytes: 625, importRatio: 3 },
  'push-answer': { kilobytes: 670, importRatio: 3.5 },
  'device-enrolments': { kilobytes: 850, importRatio: 3 },
  devices: { kilobytes: 875, importRatio: 4 },
  health: { kilobytes: 124, importRatio: 1 },
  openapi: { kilobytes: 545, importRatio: 1.2 },
  'related-origins': { kilobytes: 130, importRatio: 1 },
  'platform-application': { kilobytes: 310, importRatio: 2 },
  'push-start': { kilobytes: 605, importRatio: 3 },
  'user-reset': { kilobytes: 940, importRatio: 4 },
  'reset-notice': { kilobytes: 850, importRatio: 4 },
  'bypass-codes': { kilobytes: 880, importRatio: 4 },
  'edge-guard': { kilobytes: 265, importRatio: 1.8 },
  'passkey-rp-id': { kilobytes: 305, importRatio: 2 },
  'sms-account': { kilobytes: 305, importRatio: 2 },
};

/** The least of several: other work can only add to a processor time, so the least is the nearest to what it is alone. */
const RUNS = 3;

const folder = mkdtempSync(join(tmpdir(), 'sekisho-budgets-'));
let clientAlone: Bundle;
let bundles: ReadonlyMap<string, Bundle>;

beforeAll(async () => {
  const built = await bundleAll(folder);
  clientAlone = built.clientAlone;
  bundles = new Map(built.functions.map((bundle) => [bundle.name, bundle]));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each deployed function has a budget', () => {
  expect([...bundles.keys()].toSorted()).toEqual(Object.keys(BUDGETS).toSorted());
});

test('no bundle is larger than its budget, and no budget leaves room for a tenth more', () => {
  const wrong = Object.entries(BUDGETS).flatMap(([name, { kilobytes }]) => {
    const found = bundles.get(name)?.kilobytes ?? 0;
    if (found > kilobytes) return [`${name}: ${found} KB, its budget is ${kilobytes} KB`];
    return found < 0.9 * kilobytes ? [`${name}: ${found} KB, so its budget of ${kilobytes} KB can be lower`] : [];
  });
  expect(wrong).toEqual([]);
});

/**
 * A time, and yet no flaky test: processor time instead of elapsed time, the least of some runs, the reference measured
 * in turn with the others, and a budget some 1.7 times what is measured. What it is for is larger than that: a list
 * unpacked or a client opened while the file loads.
 */
test('importing a bundle takes no more than its multiple of the DynamoDB client alone', () => {
  const all = [clientAlone, ...bundles.values()];
  const least = new Map(all.map(({ name }) => [name, Number.POSITIVE_INFINITY]));
  for (let run = 0; run < RUNS; run++) {
    for (const bundle of all) {
      least.set(bundle.name, Math.min(least.get(bundle.name) ?? Number.NaN, importOnce(bundle).cpuMs));
    }
  }
  const referenceMs = least.get(clientAlone.name) ?? Number.NaN;
  const tooSlow = Object.entries(BUDGETS).flatMap(([name, { importRatio }]) => {
    const ms = least.get(name) ?? Number.NaN;
    const ratio = ms / referenceMs;
    if (ratio <= importRatio) return [];
    return [
      `${name}: ${ms.toFixed(0)} ms are ${ratio.toFixed(2)} times the client's ${referenceMs.toFixed(0)} ms, its budget is ${importRatio}`,
    ];
  });
  expect(tooSlow).toEqual([]);
});
