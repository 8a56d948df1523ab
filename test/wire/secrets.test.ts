import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secretReader } from '../../functions/adapters/secrets-manager/read-secret.ts';
import { type AnyAws, anyAws, uniqueName } from './any-aws.ts';

let aws: AnyAws;
beforeAll(async () => {
  aws = await anyAws();
});
afterAll(() => aws.close());

test('a secret is read by its name, and again after five minutes, so that a new value is picked up', async () => {
  const secrets = new SecretsManagerClient({});
  const Name = uniqueName('umsKey');
  await secrets.send(new CreateSecretCommand({ Name, SecretString: 'first' }));
  let now = Date.UTC(2026, 0, 5, 9);
  const read = secretReader(Name, () => now);
  expect((await read()).reveal()).toBe('first');
  await secrets.send(new PutSecretValueCommand({ SecretId: Name, SecretString: 'second' }));
  now += 299_999;
  expect((await read()).reveal()).toBe('first');
  now += 1;
  expect((await read()).reveal()).toBe('second');
});

test('a secret that has no value yet is an error, not an empty text', async () => {
  const Name = uniqueName('umsKey');
  await new SecretsManagerClient({}).send(new CreateSecretCommand({ Name }));
  await expect(secretReader(Name, () => 0)()).rejects.toThrow();
});
