/** What one stack has of the other, between any two settings of a stage: each change must go with one `cdk deploy --all`. */
import { describe, expect, test } from 'vitest';
import { resourcesOf, synthesise } from './synthesised.ts';

const VERSION = 'a1b2c3d4-0000-0000-0000-000000000000';
const CERTIFICATE = 'arn:aws:acm:ap-northeast-1:123456789012:certificate/0a';

/** Settings that docs/deploy.md, docs/keys.md and docs/device.md allow, and that name something of the state stack. */
const SETTINGS = {
  'the first key': {},
  'a second key published': { signingKeys: ['1', '2'] },
  'the second key in use': { signingKeys: ['2', '1'] },
  'the second key alone': { signingKeys: ['2'] },
  'a key of an incident': { signingKeys: ['2026-11-incident'] },
  'Android push': { push: { secretVersions: { omaApiKey: VERSION } } },
  'Apple push': { push: { PushAPNsProdServer: true, secretVersions: { pushApnsCertKey: VERSION } } },
  'no sender yet': { senderAddress: 'sekisho@example.com' },
  'another sender': { senderAddress: 'codes@other.internal' },
  'a restored table': { restoredTable: 'sekisho-restored' },
  'no SMS': { sms: undefined },
  'a domain': { domain: { name: 'mfa.mail.internal', certificateArn: CERTIFICATE } },
  LDAP: { ldap: { subnetIds: ['subnet-0123abcd'], securityGroupIds: ['sg-0123abcd'] } },
} as const;
type Name = keyof typeof SETTINGS;

interface Output {
  readonly Export?: { readonly Name: string };
}

/** The exports of a state stack that a service stack of an older release imports, for each of the settings. */
const IMPORTED_BEFORE = {
  always: [
    'FnGetAttUsersTable6D91A5EEArnF6868322',
    'RefUsersTable6D91A5EE2FC965A7',
    'FnGetAttStateKey1A488514ArnFB861B3B',
    'FnGetAttSealKeyC5072D71Arn85927E2F',
    'RefSecretsumsKey0D3C10568F70676F',
  ],
  mail: ['RefSenderMailConfigurationSet33706A749CEF860B'],
  firstKey: ['FnGetAttSigningKeyKey17F104019Arn07790542'],
  android: ['RefSecretsomaApiKeyD078C8A173F62DE6'],
} as const;

const synthesised = new Map<Name, ReturnType<typeof synthesise>>();
function stacksOf(name: Name): ReturnType<typeof synthesise> {
  const stacks = synthesised.get(name) ?? synthesise('dev', SETTINGS[name]);
  synthesised.set(name, stacks);
  return stacks;
}

function outputsOf(name: Name): Record<string, Output> {
  return stacksOf(name).state.toJSON().Outputs as Record<string, Output>;
}

/** The names of outputs of the state stack that the service stack reads when it is deployed. */
function readBy(name: Name): string[] {
  const template = JSON.stringify(stacksOf(name).service.toJSON());
  const found = template.matchAll(/"Fn::GetStackOutput":\{"StackName":"SekishoState-dev".*?"OutputName":"(\w+)"/g);
  return [...new Set([...found].map(([, output = '']) => output))];
}

const names = Object.keys(SETTINGS) as Name[];
const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));

describe('between two settings', () => {
  test.each(pairs)('from %s to %s no stack holds the other back, whichever is deployed first', (from, to) => {
    // CloudFormation refuses to take an export away that another stack imports, so nothing may be imported.
    for (const name of [from, to]) {
      expect(JSON.stringify(stacksOf(name).service.toJSON())).not.toContain('Fn::ImportValue');
    }
    // And with `--all` the state stack goes first: what the service stack then reads must be there.
    expect(readBy(to).filter((output) => !Object.hasOwn(outputsOf(to), output))).toEqual([]);
  });
});

test('the service stack reads keys, table and secrets of the state stack, so the comparison compares something', () => {
  expect(readBy('the first key').length).toBeGreaterThanOrEqual(6);
  expect(readBy('the second key alone')).not.toEqual(readBy('the first key'));
  expect(readBy('Android push')).not.toEqual(readBy('the first key'));
});

describe('an older release', () => {
  // Its service stack imports these; a release that took one away could not be deployed over it.
  const { always, mail, firstKey, android } = IMPORTED_BEFORE;
  test.each<[Name, readonly string[]]>([
    ['the first key', [...always, ...mail, ...firstKey]],
    ['no sender yet', [...always, ...firstKey]],
    ['Android push', [...always, ...mail, ...firstKey, ...android]],
  ])('with %s finds every export that its service stack imports', (name, exports) => {
    const now = Object.values(outputsOf(name)).flatMap(({ Export }) => Export?.Name ?? []);
    expect(now).toEqual(expect.arrayContaining(exports.map((one) => `SekishoState-dev:ExportsOutput${one}`)));
  });
});

/** CloudFormation makes a thing anew when its logical id changes, and takes the old one away with all that is in it. */
const HOLDS_STATE = {
  state: {
    StateKey1A488514: 'AWS::KMS::Key',
    UsersTable6D91A5EE: 'AWS::DynamoDB::GlobalTable',
    SealKeyC5072D71: 'AWS::KMS::Key',
    SigningKeyKey17F104019: 'AWS::KMS::Key',
    SecretsumsKey0D3C1056: 'AWS::SecretsManager::Secret',
    SecretspushApnsCertKey710EB71A: 'AWS::SecretsManager::Secret',
    SecretsomaApiKeyD078C8A1: 'AWS::SecretsManager::Secret',
    SenderMailConfigurationSet33706A74: 'AWS::SES::ConfigurationSet',
    SenderMailIdentityC43EB53B: 'AWS::SES::EmailIdentity',
  },
  /** Addresses that others know: clients, other state machines, those who confirmed the topic; devices of a platform. */
  service: {
    ApiCD79AAA0: 'AWS::ApiGatewayV2::Api',
    PushMachine8AAC8A41: 'AWS::StepFunctions::StateMachine',
    OperationsOperatorTopic890C0EDF: 'AWS::SNS::Topic',
  },
} as const;

describe('what an update must not replace', () => {
  test.each(names)('has the logical ids that it was first deployed with, with %s', (name) => {
    const { state, service } = stacksOf(name);
    const typesOf = (template: typeof state) =>
      Object.fromEntries(Object.entries(resourcesOf(template)).map(([id, { Type }]) => [id, Type]));
    const { SenderMailConfigurationSet33706A74, SenderMailIdentityC43EB53B, SigningKeyKey17F104019, ...always } =
      HOLDS_STATE.state;
    expect(typesOf(state)).toMatchObject(always);
    expect(typesOf(service)).toMatchObject(HOLDS_STATE.service);
    if (name !== 'no sender yet') {
      expect(typesOf(state)).toMatchObject({ SenderMailConfigurationSet33706A74, SenderMailIdentityC43EB53B });
    }
    const keys = (SETTINGS[name] as { signingKeys?: readonly string[] }).signingKeys ?? ['1'];
    if (keys.includes('1')) expect(typesOf(state)).toMatchObject({ SigningKeyKey17F104019 });
  });

  test('is all that the state stack has, so that a new thing of that kind is added here', () => {
    const kept = Object.entries(resourcesOf(stacksOf('the first key').state)).map(([id]) => id);
    const withoutState = ['SenderMailConfigurationSetEventsF12D3920'];
    expect(kept.toSorted()).toEqual([...Object.keys(HOLDS_STATE.state), ...withoutState].toSorted());
  });
});
