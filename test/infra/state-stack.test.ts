import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { CONTEXT, resourcesOf, sekishoApp, synthesise } from './synthesised.ts';

const dev = synthesise('dev').state;
const prod = synthesise('prod').state;

const TABLE = 'AWS::DynamoDB::GlobalTable';
const KEY = 'AWS::KMS::Key';
const SECRET = 'AWS::SecretsManager::Secret';

describe('the table', () => {
  test('gets the indexes of addresses one after the other where it stands already', () => {
    const indexesOf = (context: object): unknown[] => {
      const { state } = sekishoApp({ stage: 'dev', ...context });
      const [table] = Object.values(Template.fromStack(state).findResources(TABLE));
      const indexes = table?.Properties.GlobalSecondaryIndexes as { IndexName: string }[];
      return indexes.map(({ IndexName }) => IndexName);
    };
    expect(indexesOf({ withoutIndex: 'users-by-phone' })).toEqual(['users-by-directory', 'users-by-mail']);
    expect(indexesOf({})).toEqual(['users-by-directory', 'users-by-mail', 'users-by-phone']);
  });

  test('has the two keys, forgets by `ttl` and is paid for by use', () => {
    dev.resourceCountIs(TABLE, 1);
    dev.hasResourceProperties(TABLE, {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
  });

  test('can be restored to any second and rests under the state key, in every replica', () => {
    const [stateKey] = Object.keys(
      dev.findResources(KEY, { Properties: { Description: Match.stringLikeRegexp('at rest') } }),
    );
    const [table] = Object.values(dev.findResources(TABLE));
    expect(table?.Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
    expect(table?.Properties.Replicas).toHaveLength(1);
    for (const replica of table?.Properties.Replicas ?? []) {
      expect(replica.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
      expect(replica.SSESpecification).toEqual({ KMSMasterKeyId: { 'Fn::GetAtt': [stateKey, 'Arn'] } });
    }
  });
});

describe('a restored table', () => {
  const { state, service } = synthesise('prod', { restoredTable: 'sekisho-restored' });

  test('takes the place of ours in every function, right, alarm and output, and ours stays as it is', () => {
    expect(resourcesOf(state)).toEqual(resourcesOf(prod));
    state.hasOutput('TableName', { Value: 'sekisho-restored' });
    const template = JSON.stringify(service.toJSON());
    expect(template).not.toContain('UsersTable');
    const variables = Object.values(service.findResources('AWS::Lambda::Function')).flatMap(
      ({ Properties }) => Properties.Environment?.Variables?.TABLE_NAME ?? [],
    );
    expect(variables.length).toBeGreaterThan(10);
    expect(new Set(variables)).toEqual(new Set(['sekisho-restored']));
    expect(template).toContain(':table/sekisho-restored/index/users-by-directory');
    expect(template).toContain('"kms:EncryptionContext:aws:dynamodb:tableName":"sekisho-restored"');
  });
});

describe('keys', () => {
  const keys = (template: typeof dev) => Object.values(template.findResources(KEY)).map(({ Properties }) => Properties);
  const isSigning = ({ KeyUsage }: { KeyUsage?: string }) => KeyUsage === 'SIGN_VERIFY';

  test('that encrypt are two and rotate', () => {
    const symmetric = keys(dev).filter((key) => !isSigning(key));
    expect(symmetric).toHaveLength(2);
    for (const key of symmetric) expect(key).toMatchObject({ EnableKeyRotation: true });
    for (const key of symmetric) expect(key).not.toHaveProperty('KeySpec');
  });

  test('that sign are one for each name in the settings, on P-256', () => {
    const { dev: settings } = CONTEXT.stages as { dev: object };
    const rotating = sekishoApp({ stages: { dev: { ...settings, signingKeys: ['2', '1'] } } });
    const signing = keys(Template.fromStack(rotating.state)).filter(isSigning);
    expect(keys(dev).filter(isSigning)).toHaveLength(1);
    expect(signing.map(({ Description }) => Description)).toEqual([
      'Sekisho: signs tokens (2)',
      'Sekisho: signs tokens (1)',
    ]);
    for (const key of signing) expect(key.KeySpec).toBe('ECC_NIST_P256');
  });
});

describe('secrets', () => {
  const secrets = Object.values(dev.findResources(SECRET)).map(({ Properties }) => Properties);

  test('have the names that administrators of OAM know', () => {
    expect(secrets.map(({ Name }) => Name).toSorted()).toEqual(['omaApiKey', 'pushApnsCertKey', 'umsKey']);
  });

  test('have no value in the template, neither given nor generated', () => {
    for (const secret of secrets) expect(Object.keys(secret).toSorted()).toEqual(['Description', 'KmsKeyId', 'Name']);
    for (const template of Object.values(synthesise('prod'))) {
      expect(JSON.stringify(template)).not.toMatch(/SecretString|resolve:secretsmanager/);
    }
  });
});

describe('what is retained', () => {
  const stateful = (template: typeof dev) =>
    Object.values(resourcesOf(template)).filter(({ Type }) => [TABLE, KEY, SECRET].includes(Type));

  test('is everything in prod, protected against deletion besides', () => {
    expect(stateful(prod)).toHaveLength(7);
    for (const resource of stateful(prod)) {
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    prod.hasResourceProperties(TABLE, { Replicas: [Match.objectLike({ DeletionProtectionEnabled: true })] });
    expect(sekishoApp({ stage: 'prod' }).state.terminationProtection).toBe(true);
  });

  test('is nothing in dev', () => {
    expect(stateful(dev)).toHaveLength(7);
    for (const resource of stateful(dev)) expect(resource).toMatchObject({ DeletionPolicy: 'Delete' });
    dev.hasResourceProperties(TABLE, { Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })] });
    expect(sekishoApp({ stage: 'dev' }).state.terminationProtection).toBe(false);
  });
});
