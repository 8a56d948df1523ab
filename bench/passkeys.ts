import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { buildSync } from 'esbuild';
import { checkAssertion } from '../functions/core/passkeys/check-assertion.ts';
import { checkRegistration } from '../functions/core/passkeys/check-registration.ts';
import { PASSKEY_ALGORITHMS, type PasskeyAlgorithm } from '../functions/core/passkeys/passkey.ts';
import { readAssertion, readRegistration } from '../functions/core/passkeys/read-answer.ts';
import { FOR_LAMBDA } from '../lib/bundling/bundle.ts';
import {
  coseKeyOf,
  EXPECTED,
  newAuthenticator,
  passkeyOf,
  prove,
  register,
} from '../test/unit/core/passkeys/software-authenticator.ts';
import { importOnce } from './cold-start.ts';
import { median, report, rounded, type Section } from './section.ts';

const ROUNDS = 40;
const PER_ROUND = 100;
const IMPORTS = 15;
const ROOT = new URL('../', import.meta.url).pathname;
const NAMES = { [-8]: 'Ed25519', [-7]: 'ES256', [-257]: 'RS256, 2,048 bits' };
const ENTRIES = {
  '`node:crypto` alone': "export { verify } from 'node:crypto';",
  ours:
    "export * from './functions/core/passkeys/read-answer.ts'; export * from './functions/core/passkeys/check-assertion.ts';" +
    "export * from './functions/core/passkeys/check-registration.ts'; export * from './functions/core/passkeys/counter.ts';",
  'the library, proofs alone': "export { verifyAuthenticationResponse } from '@simplewebauthn/server';",
  'the library': "export { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';",
};
const ASKED = {
  expectedChallenge: EXPECTED.challenge,
  expectedOrigin: [...EXPECTED.rp.origins],
  expectedRPID: EXPECTED.rp.rpId,
};

await report(measure);

async function measure(): Promise<Section> {
  const rows = [];
  for (const algorithm of PASSKEY_ALGORITHMS) {
    rows.push(await proofRow(algorithm), await registrationRow(algorithm));
  }
  return {
    title: 'Verification of passkeys',
    text:
      'From the JSON of the browser to the verdict, without storage: ours on `node:crypto` beside `@simplewebauthn/server` 14.0.3, ' +
      `in turn, the median of ${ROUNDS} rounds of ${PER_ROUND}, in processor time of all threads. [Why ours](../docs/adr/0025-own-verifier-of-passkeys.md).`,
    head: ['answer', 'ours, µs', 'the library, µs', 'ratio'],
    rows,
    more: [loading()],
  };
}

type Row = readonly (string | number)[];

async function proofRow(algorithm: PasskeyAlgorithm): Promise<Row> {
  const authenticator = newAuthenticator(algorithm);
  const passkey = passkeyOf(authenticator);
  const json = prove(authenticator, EXPECTED, { signCount: 1 });
  const key = new Uint8Array(coseKeyOf(authenticator));
  const ours = (): boolean => {
    const answer = readAssertion(json);
    return answer !== undefined && checkAssertion(answer, passkey, EXPECTED).kind === 'valid';
  };
  const theirs = async (): Promise<boolean> => {
    const credential = { id: passkey.credentialId, publicKey: key, counter: 0 };
    const response = json as unknown as AuthenticationResponseJSON;
    return (await verifyAuthenticationResponse({ ...ASKED, response, credential })).verified;
  };
  return [`a proof, ${NAMES[algorithm]}`, ...(await compared(ours, theirs))];
}

async function registrationRow(algorithm: PasskeyAlgorithm): Promise<Row> {
  const json = register(newAuthenticator(algorithm), EXPECTED);
  const ours = (): boolean => {
    const answer = readRegistration(json);
    return answer !== undefined && checkRegistration(answer, EXPECTED).kind === 'valid';
  };
  const theirs = async (): Promise<boolean> => {
    const response = json as unknown as RegistrationResponseJSON;
    const supportedAlgorithmIDs = [...PASSKEY_ALGORITHMS];
    return (await verifyRegistrationResponse({ ...ASKED, response, supportedAlgorithmIDs })).verified;
  };
  return [`a new passkey, ${NAMES[algorithm]}`, ...(await compared(ours, theirs))];
}

async function compared(ours: () => boolean, theirs: () => Promise<boolean>): Promise<string[]> {
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(await microseconds(ours));
    times.theirs.push(await microseconds(theirs));
  }
  const [own, other] = [median(times.ours), median(times.theirs)];
  return [rounded(own), rounded(other), rounded(own / other)];
}

async function microseconds(run: () => boolean | Promise<boolean>): Promise<number> {
  const before = process.cpuUsage();
  for (let turn = 0; turn < PER_ROUND; turn++) {
    if (!(await run())) throw new Error('an answer that is right was refused');
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / PER_ROUND;
}

/** What a cold start pays before the first answer: bundled as all that is deployed, in a fresh process each time. */
function loading(): NonNullable<Section['more']>[number] {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-bench-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
    const bundles = Object.entries(ENTRIES).map(([name, contents], at) => {
      const file = join(folder, `${at}.js`);
      buildSync({ stdin: { contents, resolveDir: ROOT }, outfile: file, logLevel: 'error', ...FOR_LAMBDA });
      return { name, file, environment: {}, times: [] as number[] };
    });
    for (let run = 0; run < IMPORTS; run++) {
      for (const bundle of bundles) bundle.times.push(importOnce(bundle).cpuMs);
    }
    return {
      text: `What is loaded for it, bundled as a function is: import in a fresh process, median of ${IMPORTS}, and what is another afterwards on the objects that all code shares.`,
      head: ['bundle', 'KB', 'import, CPU ms', 'added to shared objects'],
      rows: bundles.map(({ name, file, times }) => [
        name,
        Math.round(statSync(file).size / 1024),
        rounded(median(times)),
        addedBy(file),
      ]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The names that a fresh process has on its global objects and their prototypes after it has loaded the file. */
function addedBy(file: string): string {
  const script = `
    const owners = Object.getOwnPropertyNames(globalThis).flatMap((name) => {
      const value = Object.getOwnPropertyDescriptor(globalThis, name).value;
      const isObject = value !== null && ['object', 'function'].includes(typeof value) && value !== globalThis;
      return isObject ? [[name, value], ...(value.prototype ? [[name + '.prototype', value.prototype]] : [])] : [];
    });
    const names = () => new Set([['globalThis', globalThis], ...owners].flatMap(([owner, value]) => Reflect.ownKeys(value).map((key) => owner + '.' + String(key))));
    const before = names();
    require(${JSON.stringify(file)});
    console.log([...names()].filter((name) => !before.has(name)).join('\\n'));`;
  const output = execFileSync(process.execPath, ['-e', script], { env: {}, encoding: 'utf8' }).trim();
  const [first, ...others] = output === '' ? [] : output.split('\n');
  return first === undefined ? 'nothing' : `\`${first}\` and ${others.length} more`;
}
