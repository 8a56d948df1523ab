/** Passkeys: one answer counts and that once, whoever was not told is asked again, and a help desk gets on. */
import { expect } from 'vitest';
import { dynamodbPasskeys } from '../../../functions/adapters/dynamodb/passkeys.ts';
import { ADMIN, type Answer } from '../../http/client.ts';
import {
  askPasskey,
  givePasskey,
  originOf,
  PASSKEY_CHALLENGES,
  provePasskeyOf,
  sendAnswer,
  type TestPasskey,
  tryPasskey,
} from '../../http/passkey-client.ts';
import { freshUser, LONGEST_TURN_MS, later, type Scenarios, scenario, service } from '../break-each-call.ts';

/** A challenge lives for five minutes; all but the password of the client is forgotten by then. */
const WHILE_IT_IS_OPEN_MS = 4 * 60_000;

interface Person {
  readonly userId: string;
  readonly mine: TestPasskey;
}

interface Asked extends Person {
  readonly challengeId: string;
  readonly credential: object;
}

async function personWithPasskey(): Promise<Person> {
  const userId = await freshUser();
  return { userId, mine: await givePasskey(userId) };
}

async function asked(twist = {}): Promise<Asked> {
  const person = await personWithPasskey();
  const { client } = service();
  const { challengeId, challenge } = await askPasskey(client, person.userId);
  return { ...person, challengeId, credential: person.mine.answer(challenge, originOf(client), twist) };
}

const send = ({ challengeId, credential }: Asked): Promise<Answer> =>
  sendAnswer(service().client, challengeId, credential);

/** The next proof of this user goes as if nothing had been. */
async function expectProof({ userId, mine }: Person): Promise<void> {
  const { status, body } = await provePasskeyOf(service().client, userId, mine);
  expect(status, JSON.stringify(body)).toBe(200);
}

const pathOf = ({ userId, mine }: Person) => `/mfa/v1/users/${userId}/passkeys/${mine.passkey.id}`;
const listed = ({ userId }: Person) => service().client.call('GET', `/mfa/v1/users/${userId}/passkeys`, { as: ADMIN });
const renamed = (person: Person) =>
  service().client.call('PATCH', pathOf(person), { as: ADMIN, body: { name: 'Key on my ring' } });
const removed = (person: Person) => service().client.call('DELETE', pathOf(person), { as: ADMIN });

export const PASSKEYS: Scenarios = {
  [`POST ${PASSKEY_CHALLENGES}`]: [
    scenario({
      name: 'asks for a passkey',
      prepare: personWithPasskey,
      act: ({ userId }) => tryPasskey(service().client, userId),
      async check(person, { status, body }) {
        const { client } = service();
        if (status === 201) {
          const { challenge } = body.publicKey as unknown as { challenge: string };
          const credential = person.mine.answer(challenge, originOf(client));
          expect((await sendAnswer(client, String(body.challengeId), credential)).status).toBe(200);
        }
        await expectProof(person);
      },
    }),
  ],

  [`POST ${PASSKEY_CHALLENGES}/{challengeId}/answer`]: [
    scenario({
      name: 'takes an answer once',
      prepare: () => asked(),
      pauseMs: WHILE_IT_IS_OPEN_MS,
      act: send,
      async check(context, answer) {
        const again = await send(context);
        const taken = [answer, again].filter(({ status }) => status === 200);
        expect(taken.length, 'answers that count').toBeLessThanOrEqual(1);
        if (taken.length === 0) expect(again.body.code).toBe('CHALLENGE_CLOSED');
        await expectProof(context);
      },
    }),
    scenario({
      name: 'refuses a wrong answer',
      prepare: () => asked({ signature: Buffer.from('none') }),
      healthyStatus: 422,
      pauseMs: WHILE_IT_IS_OPEN_MS,
      act: send,
      async check(context, answer) {
        expect(answer.status).not.toBe(200);
        expect((await send(context)).status).not.toBe(200);
        await expectProof(context);
      },
    }),
  ],

  'GET /mfa/v1/users/{userId}/passkeys': [
    scenario({
      name: 'lists the passkeys of a user',
      prepare: personWithPasskey,
      act: listed,
      async check(person, answer) {
        const passkeys = [expect.objectContaining({ passkeyId: person.mine.passkey.id })];
        if (answer.status === 200) expect(answer.body.passkeys).toEqual(passkeys);
        expect((await listed(person)).body.passkeys, 'the next try').toEqual(passkeys);
      },
    }),
  ],

  'PATCH /mfa/v1/users/{userId}/passkeys/{passkeyId}': [
    scenario({
      name: 'gives a passkey another name',
      prepare: personWithPasskey,
      act: renamed,
      async check(person, answer) {
        if (answer.status !== 200) expect((await renamed(person)).status, 'the next try').toBe(200);
        expect((await listed(person)).body.passkeys).toMatchObject([{ name: 'Key on my ring' }]);
        await expectProof(person);
      },
    }),
  ],

  'DELETE /mfa/v1/users/{userId}/passkeys/{passkeyId}': [
    scenario({
      name: 'removes a passkey, which then proves nothing',
      prepare: personWithPasskey,
      act: removed,
      async check(person, answer) {
        // What broke on its way may not have given its lease back.
        later(LONGEST_TURN_MS);
        if (answer.status !== 204) expect([204, 404], 'the next try').toContain((await removed(person)).status);
        const user = { domain: 'DefaultDomain', userId: person.userId };
        expect(await dynamodbPasskeys(service().table).listAll(user)).toEqual([]);
        expect((await tryPasskey(service().client, person.userId)).body.code).toBe('FACTOR_NOT_ENROLLED');
      },
    }),
  ],
};
