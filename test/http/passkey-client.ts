import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { dynamodbDevices } from '../../functions/adapters/dynamodb/devices.ts';
import { dynamodbPasskeys } from '../../functions/adapters/dynamodb/passkeys.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import type { Passkey } from '../../functions/core/passkeys/passkey.ts';
import {
  FLAGS,
  newAuthenticator,
  passkeyOf,
  prove,
  type SoftwareAuthenticator,
  type Twist,
} from '../unit/core/passkeys/software-authenticator.ts';
import { type Answer, CLIENT, type OtpClient } from './client.ts';

export const PASSKEY_CHALLENGES = '/mfa/v1/passkey-challenges';
/** Of the local run. */
const RP_ID = 'localhost';

type Caller = Pick<OtpClient, 'call'> & { readonly service: { readonly url: string } };

/** A passkey of somebody, with the authenticator that has its private key. */
export interface TestPasskey {
  readonly passkey: Passkey;
  readonly authenticator: SoftwareAuthenticator;
  /** What the browser would hand over for this challenge. */
  answer(challenge: string, origin: string, twist?: Twist): ReturnType<typeof prove>;
}

/** What a client was handed for the browser. */
interface AskedPasskey {
  readonly challengeId: string;
  readonly challenge: string;
}

/** Adds a passkey as its enrolment would have left it. */
export async function givePasskey(
  userId: string,
  fields: Partial<Passkey> = {},
  domain = 'DefaultDomain',
): Promise<TestPasskey> {
  const user = { domain, userId };
  const table = openTable(process.env.TABLE_NAME ?? 'sekisho');
  const authenticator = newAuthenticator();
  const generation = await generationOf(table, user);
  const userHandle = createHash('sha256').update(`${domain} ${userId}`).digest('base64url');
  const own = { userHandle, rpId: process.env.PASSKEY_RP_ID ?? RP_ID, createdAtMs: Date.now(), generation };
  const passkey: Passkey = { ...passkeyOf(authenticator), ...own, ...fields };
  expect(await dynamodbPasskeys(table).add(user, passkey)).toBe('added');
  return {
    passkey,
    authenticator,
    answer(challenge, origin, twist = {}) {
      const rp = { rpId: passkey.rpId, origins: [origin] };
      const flags = passkey.isBackupEligible ? FLAGS.BE | FLAGS.BS : 0;
      const usual = { userHandle: passkey.userHandle, flags: FLAGS.UP | FLAGS.UV | flags };
      return prove(authenticator, { rp, challenge, userVerification: 'required' }, { ...usual, ...twist });
    },
  };
}

/** Of a user of an outside directory it is where his devices have it. */
async function generationOf(table: ReturnType<typeof openTable>, user: { domain: string; userId: string }) {
  const account = await dynamodbUsers(table).findAccount(user);
  if (account !== undefined) return account.generation;
  return (await dynamodbDevices(table).listAll(user))[0]?.generation;
}

export function tryPasskey(
  client: Pick<OtpClient, 'call'>,
  userId: string,
  fields: Record<string, unknown> = {},
  as = CLIENT,
): Promise<Answer> {
  return client.call('POST', PASSKEY_CHALLENGES, { as, body: { userId, appName: 'demo', ...fields } });
}

export async function askPasskey(
  client: Pick<OtpClient, 'call'>,
  userId: string,
  fields: Record<string, unknown> = {},
  as = CLIENT,
): Promise<AskedPasskey> {
  const { status, body } = await tryPasskey(client, userId, fields, as);
  expect(status, JSON.stringify(body)).toBe(201);
  const { challenge } = body.publicKey as unknown as { challenge: string };
  return { challengeId: String(body.challengeId), challenge };
}

export function sendAnswer(
  client: Pick<OtpClient, 'call'>,
  challengeId: string,
  credential: unknown,
  as = CLIENT,
): Promise<Answer> {
  return client.call('POST', `${PASSKEY_CHALLENGES}/${challengeId}/answer`, { as, body: { credential } });
}

/** From the question to the verdict, on a page of the demo application. */
export async function provePasskeyOf(client: Caller, userId: string, { answer }: TestPasskey, twist: Twist = {}) {
  const { challengeId, challenge } = await askPasskey(client, userId);
  return sendAnswer(client, challengeId, answer(challenge, originOf(client), twist));
}

/** Of the pages of the demo application. */
export function originOf({ service }: Pick<Caller, 'service'>): string {
  return new URL(service.url).origin;
}
