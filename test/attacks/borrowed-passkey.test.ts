/**
 * The attacker has a passkey of his own, a client of his own, or the challenge of somebody else, and mixes them: his
 * passkey for the account of another person, that of a namesake in another identity domain, an answer that another
 * client or another application hands in, the passkey that a person had before his name was given to somebody else, and
 * one that was made in an epoch that is over.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { ADMIN, type Answer, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { askPasskey, givePasskey, originOf, sendAnswer, tryPasskey } from '../http/passkey-client.ts';
import { putUser } from '../http/put-user.ts';
import { DOMAINS } from '../http/token-client.ts';

const TINY = 'tiny:tiny-secret';

let client: OtpClient;
let users = 0;

beforeAll(async () => {
  client = await startClient();
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Other' } })).status).toBe(200);
  await putUser({ userId: 'tiny', groups: ['OTPRestUserGroup'] }, 'tiny-secret');
  await register(client, ['demo'], { rights: ['other-domains'] });
  await register(client, ['tiny'], { clients: ['tiny'] });
  await register(client, ['both'], { clients: ['tiny', 'demo-app'] });
  await register(client, ['fleeting']);
  holdClock();
  pass(31_000);
});
afterAll(() => client.service.close());

async function newUser(domain = 'DefaultDomain', userId = `owner-${users++}`): Promise<string> {
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'a-password', domain);
  return userId;
}

const saidOf = ({ status, body }: Answer) => [status, body.code];

describe('a passkey', () => {
  it('of one person proves nothing for another one, whatever user handle it shows', async () => {
    const [victim, thief] = [await newUser(), await newUser()];
    const theirs = await givePasskey(victim);
    const mine = await givePasskey(thief);
    // The browser forgets an unknown one, and this one is still good for its owner: so it is unknown only where it hides whose it is.
    const said = [
      [mine.passkey.userHandle, 422, 'PASSKEY_INVALID'],
      [theirs.passkey.userHandle, 404, 'PASSKEY_UNKNOWN'],
      [null, 404, 'PASSKEY_UNKNOWN'],
    ] as const;
    for (const [userHandle, ...refusal] of said) {
      const { challengeId, challenge } = await askPasskey(client, victim);
      const credential = mine.answer(challenge, originOf(client), { userHandle });
      expect(saidOf(await sendAnswer(client, challengeId, credential))).toEqual(refusal);
    }
  });

  it('does not pass for that of another person by its id: the signature is not his', async () => {
    const [victim, thief] = [await newUser(), await newUser()];
    const theirs = await givePasskey(victim);
    const mine = await givePasskey(thief);
    const { challengeId, challenge } = await askPasskey(client, victim);
    const { credentialId: id, userHandle } = theirs.passkey;
    const credential = { ...mine.answer(challenge, originOf(client), { userHandle }), id, rawId: id };
    expect(saidOf(await sendAnswer(client, challengeId, credential))).toEqual([422, 'PASSKEY_INVALID']);
  });

  it('of his own that shows the user handle of somebody else is refused', async () => {
    const [owner, other] = [await newUser(), await newUser()];
    const mine = await givePasskey(owner);
    const { passkey } = await givePasskey(other);
    const { challengeId, challenge } = await askPasskey(client, owner);
    const credential = mine.answer(challenge, originOf(client), { userHandle: passkey.userHandle });
    expect(saidOf(await sendAnswer(client, challengeId, credential))).toEqual([422, 'PASSKEY_INVALID']);
  });

  it('of a namesake in another identity domain proves nothing in this one', async () => {
    const userId = await newUser();
    await newUser('Other', userId);
    await givePasskey(userId);
    const namesakes = await givePasskey(userId, {}, 'Other');
    const { challengeId, challenge } = await askPasskey(client, userId);
    const answer = await sendAnswer(client, challengeId, namesakes.answer(challenge, originOf(client)));
    expect(saidOf(answer)).toEqual([422, 'PASSKEY_INVALID']);
    const there = await askPasskey(client, userId, { idStore: 'Other' });
    const own = await sendAnswer(client, there.challengeId, namesakes.answer(there.challenge, originOf(client)));
    expect(own.status, 'where it belongs').toBe(200);
  });

  it('of the person who had the name before is nobody’s', async () => {
    const userId = `owner-${users++}`;
    const path = `/mfa/v1/users/${userId}`;
    const body = { password: 'a long enough pass phrase' };
    expect((await client.call('PUT', path, { as: ADMIN, body })).status).toBe(200);
    const old = await givePasskey(userId);
    const { challengeId, challenge } = await askPasskey(client, userId);
    expect((await client.call('DELETE', path, { as: ADMIN })).status).toBe(204);
    expect((await client.call('PUT', path, { as: ADMIN, body })).status).toBe(200);
    // What a backup brought back.
    await givePasskey(userId, { ...old.passkey });
    expect(saidOf(await tryPasskey(client, userId))).toEqual([422, 'FACTOR_NOT_ENROLLED']);
    const answer = await sendAnswer(client, challengeId, old.answer(challenge, originOf(client)));
    expect(saidOf(answer)).toEqual([404, 'PASSKEY_UNKNOWN']);
  });
});

describe('a challenge', () => {
  it('of another client is unknown to whoever hands an answer in, and still open to its own', async () => {
    const userId = await newUser();
    const mine = await givePasskey(userId);
    const { challengeId, challenge } = await askPasskey(client, userId, { appName: 'both' });
    const credential = mine.answer(challenge, originOf(client));
    expect(saidOf(await sendAnswer(client, challengeId, credential, TINY))).toEqual([404, 'CHALLENGE_UNKNOWN']);
    expect((await sendAnswer(client, challengeId, credential)).status).toBe(200);
  });

  it('ends for its client when the application does not name it any more, and nothing is spent', async () => {
    const userId = await newUser();
    const mine = await givePasskey(userId);
    const { challengeId, challenge } = await askPasskey(client, userId, { appName: 'fleeting' });
    const credential = mine.answer(challenge, originOf(client));
    await register(client, ['fleeting'], { clients: ['tiny'] });
    pass(16_000);
    expect(saidOf(await sendAnswer(client, challengeId, credential))).toEqual([403, 'APPLICATION_NOT_ALLOWED']);
    await register(client, ['fleeting']);
    pass(16_000);
    expect((await sendAnswer(client, challengeId, credential)).status).toBe(200);
  });

  it('is over when its person was signed out everywhere, though the signature is right', async () => {
    const userId = `owner-${users++}`;
    const path = `/mfa/v1/users/${userId}`;
    expect((await client.call('PUT', path, { as: ADMIN, body: {} })).status).toBe(200);
    const mine = await givePasskey(userId);
    const { challengeId, challenge } = await askPasskey(client, userId);
    expect((await client.call('POST', `${path}/sign-out`, { as: ADMIN })).status).toBe(204);
    const answer = await sendAnswer(client, challengeId, mine.answer(challenge, originOf(client)));
    expect(saidOf(answer)).toEqual([422, 'CHALLENGE_EXPIRED']);
  });

  it('is of no use when the settings switched passkeys off meanwhile', async () => {
    const userId = await newUser();
    const mine = await givePasskey(userId);
    const { challengeId, challenge } = await askPasskey(client, userId);
    const set = (value: boolean | null) =>
      client.call('PATCH', '/mfa/v1/domains/DefaultDomain/settings', {
        as: ADMIN,
        body: { 'demo.Passkey_Enabled': value },
      });
    await set(false);
    pass(31_000);
    const answer = await sendAnswer(client, challengeId, mine.answer(challenge, originOf(client)));
    expect(saidOf(answer)).toEqual([422, 'FACTOR_DISABLED']);
    await set(null);
    pass(31_000);
  });
});
