import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import { passkeyRpIdHandler } from '../../../../functions/service/passkey-rp-id/handler.ts';

const answers: Record<string, unknown>[] = [];
let made: () => Promise<readonly string[]>;
const handler = passkeyRpIdHandler({
  made: () => made(),
  respond: async (url, answer) => {
    answers.push({ url, ...answer });
  },
});

const WANTED = { RpId: 'mfa.example.com', GivenUp: [] as string[], TableName: 'users' };

function ask(RequestType: string, more: object): Promise<void> {
  const envelope = { ResponseURL: 'https://answer', StackId: 's', RequestId: 'r', LogicalResourceId: 'l' };
  return handler({ ...envelope, RequestType, ...more } as unknown as CloudFormationCustomResourceEvent);
}

beforeEach(() => {
  answers.length = 0;
  made = async () => [];
});

describe('the RP ID of a stage', () => {
  test('is taken by a first deployment, which finds no passkey', async () => {
    await ask('Create', { ResourceProperties: WANTED });
    expect(answers).toEqual([
      {
        url: 'https://answer',
        StackId: 's',
        RequestId: 'r',
        LogicalResourceId: 'l',
        Status: 'SUCCESS',
        PhysicalResourceId: 'mfa.example.com',
      },
    ]);
  });

  test.each([
    ['Create', 'not-created'],
    ['Update', 'old.example'],
  ])('is refused on %s once passkeys of another one were made, with what can be done', async (type, id) => {
    made = async () => ['old.example', 'mfa.example.com'];
    await ask(type, { ResourceProperties: WANTED, ...(type === 'Create' ? {} : { PhysicalResourceId: id }) });
    expect(answers).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: id }]);
    const [{ Reason } = {}] = answers;
    expect(Reason).toContain('passkeys were made under old.example,');
    expect(Reason).toContain('"passkeyRpIdsGivenUp": ["old.example"]');
  });

  test('changes when the operator gives the passkeys of the former one up', async () => {
    made = async () => ['old.example'];
    const ResourceProperties = { ...WANTED, GivenUp: ['old.example'] };
    await ask('Update', { ResourceProperties, PhysicalResourceId: 'old.example' });
    expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'mfa.example.com' }]);
  });

  test('goes back in a rollback, when the refused change comes once more the other way', async () => {
    made = async () => ['old.example'];
    const ResourceProperties = { ...WANTED, RpId: 'old.example' };
    await ask('Update', { ResourceProperties, PhysicalResourceId: 'old.example' });
    expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'old.example' }]);
  });

  test('is not changed blindly when the table does not answer', async () => {
    made = () => Promise.reject(new Error('no table'));
    await ask('Update', { ResourceProperties: WANTED, PhysicalResourceId: 'old.example' });
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'Error: no table' }]);
  });

  test('can always be deleted, and a request that is not understood ends too', async () => {
    made = () => Promise.reject(new Error('no table'));
    await ask('Delete', { PhysicalResourceId: 'old.example' });
    await ask('Update', { PhysicalResourceId: 'old.example' });
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }, { Status: 'FAILED', PhysicalResourceId: 'old.example' }]);
  });
});
