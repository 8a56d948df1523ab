import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import { type Endpoint, takesPasswords } from '../../functions/http/endpoint.ts';
import { allStatements, rightsOf } from './policies.ts';
import { functionsOf, synthesise } from './synthesised.ts';

const { state, service } = synthesise('dev');

const LOGS = 'logs:CreateLogStream logs:PutLogEvents on its log group';
const KEYS = 'ForAllValues:StringLike dynamodb:LeadingKeys =';
const OPEN_TABLE =
  'kms:Decrypt on state key if StringEquals kms:ViaService = dynamodb.<AWS::Region>.<AWS::URLSuffix>' +
  ' and StringEquals kms:EncryptionContext:aws:dynamodb:tableName = table name';
const OPEN_UMS_KEY =
  'kms:Decrypt on state key if StringEquals kms:ViaService = secretsmanager.<AWS::Region>.<AWS::URLSuffix>' +
  ' and StringEquals kms:EncryptionContext:SecretARN = umsKey';
const FOR_DATA_KEYS = 'on seal key if StringEquals kms:EncryptionContext:purpose = sekisho-data-key';

const SES = 'arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:';
const FROM_SENDER = 'if StringEquals ses:FromAddress = codes@mail.internal';

const SEND_MESSAGES = [
  `ses:SendEmail on ${SES}configuration-set/configuration set|${SES}identity/mail.internal ${FROM_SENDER}`,
  'sns:Publish all but arn:<AWS::Partition>:sns:*:*:*',
  'secretsmanager:GetSecretValue on umsKey',
  OPEN_UMS_KEY,
];

/** Comes with every function in which a factor can change, or be confirmed. */
const TAKE_TURNS = `dynamodb:UpdateItem on table if ${KEYS} TURN#*`;
/** Comes with every function in which something happens that is recorded. */
const RECORD = [
  `dynamodb:PutItem dynamodb:Query on table if ${KEYS} AUDIT#*`,
  'events:PutEvents on arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default' +
    ' if StringEquals events:source = sekisho and StringLike events:detail-type = audit.*',
];
/** Budgets that time alone gives back. */
const COUNT_QUOTAS = `dynamodb:UpdateItem on table if ${KEYS} QUOTA#*`;
/** Comes with every function that takes a password. */
const COUNT_TRIES = [`dynamodb:GetItem dynamodb:UpdateItem on table if ${KEYS} TRIES#*`, COUNT_QUOTAS];
/** Comes with every function that administrators call: it checks their second factor. */
const CHECK_ADMINISTRATOR = [
  TAKE_TURNS,
  `dynamodb:GetItem on table if ${KEYS} KEYRING`,
  `kms:Decrypt ${FOR_DATA_KEYS}`,
  'kms:GetPublicKey on signing key',
];
const START_PUSH = [
  ...RECORD,
  `dynamodb:GetItem on table if ${KEYS} APPLICATIONS`,
  `dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
  `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
  `dynamodb:GetItem dynamodb:PutItem on table if ${KEYS} KEYRING`,
  OPEN_TABLE,
  `kms:Decrypt kms:GenerateDataKeyWithoutPlaintext ${FOR_DATA_KEYS}`,
] as const;

/** Everything that each function may do. A new right is a line here, for a reviewer to read. */
const RIGHTS: Readonly<
  Record<keyof typeof FUNCTIONS | 'push-start' | 'reset-notice' | 'sms-account' | 'passkey-rp-id', readonly string[]>
> = {
  'create-otp': [
    LOGS,
    ...RECORD,
    `dynamodb:GetItem on table if ${KEYS} APPLICATIONS`,
    `dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem dynamodb:PutItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt kms:GenerateDataKeyWithoutPlaintext ${FOR_DATA_KEYS}`,
    ...SEND_MESSAGES,
  ],
  'validate-otp': [
    LOGS,
    TAKE_TURNS,
    ...RECORD,
    `dynamodb:GetItem on table if ${KEYS} APPLICATIONS`,
    `dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt ${FOR_DATA_KEYS}`,
  ],
  'secret-key': [
    LOGS,
    TAKE_TURNS,
    ...RECORD,
    `dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:PutItem on table if ${KEYS} ENROLMENT#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem dynamodb:PutItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt kms:GenerateDataKeyWithoutPlaintext ${FOR_DATA_KEYS}`,
    'kms:GetPublicKey on signing key',
    ...SEND_MESSAGES,
  ],
  settings: [
    LOGS,
    ...RECORD,
    ...CHECK_ADMINISTRATOR,
    `dynamodb:GetItem dynamodb:UpdateItem on table if ${KEYS} APPLICATIONS`,
    `dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem dynamodb:UpdateItem on table if ${KEYS} DOMAIN#*`,
    OPEN_TABLE,
  ],
  audit: [
    LOGS,
    ...RECORD,
    ...CHECK_ADMINISTRATOR,
    `dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    OPEN_TABLE,
  ],
  'identity-domain': [
    LOGS,
    ...RECORD,
    ...CHECK_ADMINISTRATOR,
    `dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem dynamodb:UpdateItem on table if ${KEYS} APPLICATIONS`,
    'dynamodb:Query on table/index/users-by-directory',
    `dynamodb:DeleteItem on table if ${KEYS} PASSKEY#*`,
    `dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on table if ${KEYS} DOMAIN#*`,
    OPEN_TABLE,
  ],
  'user-lock': [
    LOGS,
    ...RECORD,
    ...CHECK_ADMINISTRATOR,
    `dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    OPEN_TABLE,
    ...SEND_MESSAGES,
  ],
  'user-reset': [
    LOGS,
    ...RECORD,
    ...CHECK_ADMINISTRATOR,
    `dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:PutItem on table if ${KEYS} ENROLMENT#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    OPEN_TABLE,
    ...SEND_MESSAGES,
    'states:StartExecution on <ResetRemindersMachineE084A32D>',
  ],
  users: [
    LOGS,
    ...RECORD,
    ...CHECK_ADMINISTRATOR,
    `dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    'dynamodb:Query on table/index/users-by-directory|table/index/users-by-mail|table/index/users-by-phone',
    `dynamodb:DeleteItem on table if ${KEYS} PASSKEY#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    OPEN_TABLE,
    ...SEND_MESSAGES,
  ],
  sessions: [
    LOGS,
    `dynamodb:GetItem on table if ${KEYS} APPLICATIONS`,
    `dynamodb:GetItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on table if ${KEYS} SESSION#*`,
    OPEN_TABLE,
  ],
  'session-result': [
    LOGS,
    `dynamodb:GetItem on table if ${KEYS} APPLICATIONS`,
    `dynamodb:GetItem dynamodb:Query on table if ${KEYS} USER#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem dynamodb:UpdateItem on table if ${KEYS} SESSION#*`,
    OPEN_TABLE,
    'kms:Sign on signing key if StringEquals kms:SigningAlgorithm = ECDSA_SHA_256',
    'kms:GetPublicKey on signing key',
  ],
  token: [
    LOGS,
    TAKE_TURNS,
    ...RECORD,
    `dynamodb:GetItem on table if ${KEYS} APPLICATIONS`,
    `dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on table if ${KEYS} REFRESH#*`,
    `dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt ${FOR_DATA_KEYS}`,
    'kms:Sign on signing key if StringEquals kms:SigningAlgorithm = ECDSA_SHA_256',
    'kms:GetPublicKey on signing key',
  ],
  jwks: [LOGS, 'kms:GetPublicKey on signing key'],
  'oma-config': [LOGS, `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`, OPEN_TABLE],
  'device-page': [LOGS, `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`, OPEN_TABLE],
  'push-challenges': [
    LOGS,
    ...START_PUSH,
    `dynamodb:PutItem dynamodb:UpdateItem on table if ${KEYS} CHALLENGE#*`,
    'states:StartExecution on <PushMachine8AAC8A41>',
  ],
  'push-status': [
    LOGS,
    `dynamodb:GetItem on table if ${KEYS} APPLICATIONS`,
    `dynamodb:GetItem dynamodb:Query on table if ${KEYS} USER#*`,
    `dynamodb:GetItem on table if ${KEYS} CHALLENGE#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt ${FOR_DATA_KEYS}`,
  ],
  'page-state': [
    LOGS,
    `dynamodb:GetItem dynamodb:Query on table if ${KEYS} USER#*`,
    `dynamodb:GetItem dynamodb:UpdateItem on table if ${KEYS} SESSION#*`,
    `dynamodb:GetItem on table if ${KEYS} CHALLENGE#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt ${FOR_DATA_KEYS}`,
  ],
  'push-answer': [
    LOGS,
    TAKE_TURNS,
    ...RECORD,
    `dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem dynamodb:UpdateItem on table if ${KEYS} CHALLENGE#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt ${FOR_DATA_KEYS}`,
    'states:SendTaskSuccess on <PushMachine8AAC8A41>',
  ],
  'reset-notice': [
    LOGS,
    `dynamodb:GetItem dynamodb:PutItem on table if ${KEYS} ENROLMENT#*`,
    `dynamodb:GetItem dynamodb:Query on table if ${KEYS} USER#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt ${FOR_DATA_KEYS}`,
    ...SEND_MESSAGES,
  ],
  'push-start': [LOGS, ...START_PUSH, `dynamodb:PutItem on table if ${KEYS} CHALLENGE#*`],
  pages: [
    LOGS,
    TAKE_TURNS,
    ...RECORD,
    'dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on table' +
      ` if ${KEYS} USER#*`,
    `dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on table if ${KEYS} SESSION#*`,
    `dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on table if ${KEYS} CHALLENGE#*`,
    `dynamodb:GetItem dynamodb:PutItem on table if ${KEYS} ENROLMENT#*`,
    `dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem on table if ${KEYS} PASSKEY#*`,
    `dynamodb:PutItem on table if ${KEYS} PASSKEY-RP-IDS`,
    // The password of an account that a person links.
    ...COUNT_TRIES,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem dynamodb:PutItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt kms:GenerateDataKeyWithoutPlaintext ${FOR_DATA_KEYS}`,
    `ses:SendEmail on ${SES}configuration-set/configuration set|${SES}identity/mail.internal ${FROM_SENDER}`,
    'sns:Publish all but arn:<AWS::Partition>:sns:*:*:*',
    'secretsmanager:GetSecretValue on umsKey',
    OPEN_UMS_KEY,
    'states:StartExecution on <PushMachine8AAC8A41>|<ResetRemindersMachineE084A32D>',
  ],
  'passkey-rp-id': [LOGS, `dynamodb:Query on table if ${KEYS} PASSKEY-RP-IDS`, OPEN_TABLE],
  'sms-account': [
    LOGS,
    'sms-voice:GetProtectConfigurationCountryRuleSet sms-voice:SetAccountDefaultProtectConfiguration' +
      ' sms-voice:UpdateProtectConfigurationCountryRuleSet on <SmsProtectConfiguration775C9119.Arn>',
    'sms-voice:DeleteAccountDefaultProtectConfiguration sns:SetSMSAttributes on *',
  ],
  'user-factors': [
    LOGS,
    ...RECORD,
    ...CHECK_ADMINISTRATOR,
    `dynamodb:GetItem on table if ${KEYS} APPLICATIONS`,
    `dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    OPEN_TABLE,
  ],
  'user-devices': [
    LOGS,
    ...RECORD,
    ...CHECK_ADMINISTRATOR,
    `dynamodb:DeleteItem dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:DeleteItem on table if ${KEYS} PASSKEY#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    OPEN_TABLE,
    ...SEND_MESSAGES,
  ],
  'passkey-challenges': [
    LOGS,
    ...RECORD,
    `dynamodb:GetItem on table if ${KEYS} APPLICATIONS`,
    `dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on table if ${KEYS} PKCHALLENGE#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    OPEN_TABLE,
    ...SEND_MESSAGES,
  ],
  'user-passkeys': [
    LOGS,
    ...RECORD,
    ...CHECK_ADMINISTRATOR,
    `dynamodb:DeleteItem dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:DeleteItem on table if ${KEYS} PASSKEY#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    OPEN_TABLE,
    ...SEND_MESSAGES,
  ],
  'bypass-codes': [
    LOGS,
    TAKE_TURNS,
    ...RECORD,
    `dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:PutItem on table if ${KEYS} ENROLMENT#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem dynamodb:PutItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt kms:GenerateDataKeyWithoutPlaintext ${FOR_DATA_KEYS}`,
    'kms:GetPublicKey on signing key',
    ...SEND_MESSAGES,
  ],
  'device-enrolments': [
    LOGS,
    ...RECORD,
    `dynamodb:GetItem on table if ${KEYS} APPLICATIONS`,
    `dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:PutItem on table if ${KEYS} ENROLMENT#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem dynamodb:PutItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt kms:GenerateDataKeyWithoutPlaintext ${FOR_DATA_KEYS}`,
    ...SEND_MESSAGES,
  ],
  devices: [
    LOGS,
    TAKE_TURNS,
    ...RECORD,
    `dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem on table if ${KEYS} ENROLMENT#*`,
    `dynamodb:GetItem on table if ${KEYS} CHALLENGE#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt ${FOR_DATA_KEYS}`,
    ...SEND_MESSAGES,
  ],
  oma: [
    LOGS,
    TAKE_TURNS,
    ...RECORD,
    `dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on table if ${KEYS} USER#*`,
    `dynamodb:GetItem dynamodb:UpdateItem on table if ${KEYS} CHALLENGE#*`,
    `dynamodb:GetItem on table if ${KEYS} ENROLMENT#*`,
    `dynamodb:GetItem on table if ${KEYS} DOMAIN#*`,
    `dynamodb:GetItem on table if ${KEYS} KEYRING`,
    OPEN_TABLE,
    `kms:Decrypt ${FOR_DATA_KEYS}`,
    'states:SendTaskSuccess on <PushMachine8AAC8A41>',
    ...SEND_MESSAGES,
  ],
  health: [LOGS],
  openapi: [LOGS],
  'related-origins': [LOGS],
};

function hasCallers(endpoints: readonly Endpoint[]): boolean {
  return endpoints.some(({ operations }) => Object.values(operations).some(({ caller }) => caller !== 'anyone'));
}

describe('the rights of the functions', () => {
  const rights = Object.fromEntries(
    functionsOf(service).map(([name, , properties]) => [name, rightsOf(service, properties)]),
  );

  test.each(Object.entries(RIGHTS))('%s may do exactly this', (name, expected) => {
    const counting = takesPasswords(name in FUNCTIONS ? FUNCTIONS[name as keyof typeof FUNCTIONS] : [])
      ? COUNT_TRIES
      : [];
    expect(rights[name]?.toSorted()).toEqual([...expected, ...counting].toSorted());
  });

  test.each(Object.entries(FUNCTIONS).filter(([, endpoints]) => hasCallers(endpoints)))(
    '%s may read what says who its callers are: the account, and the domain that says where accounts live',
    (name) => {
      for (const partition of ['USER#*', 'DOMAIN#*']) {
        const reading = rights[name]?.some((right) => /dynamodb:GetItem/.test(right) && right.endsWith(partition));
        expect([partition, reading]).toEqual([partition, true]);
      }
    },
  );

  test('nobody may change or delete what stands in the record of who did what', () => {
    const recording = Object.values(rights)
      .flat()
      .filter((right) => right.endsWith('AUDIT#*'));
    expect(recording.length).toBeGreaterThan(10);
    for (const right of recording) expect(right).not.toMatch(/UpdateItem|DeleteItem|Batch|Transact|PartiQL/);
    // A right on the table that names no partition would hold there too.
    const everywhere = [...allStatements(state), ...allStatements(service)].filter(
      ({ statement }) =>
        /dynamodb:(Put|Update|Delete|Batch|PartiQL)/.test(JSON.stringify(statement.Action)) &&
        !JSON.stringify(statement.Condition ?? '').includes('dynamodb:LeadingKeys'),
    );
    expect(everywhere).toEqual([]);
  });

  test('every function is in the table above', () => {
    expect(Object.keys(rights).toSorted()).toEqual(Object.keys(RIGHTS).toSorted());
  });
});

describe('policies of both stacks', () => {
  const statements = [...allStatements(state), ...allStatements(service)];
  // In the policy of a key `*` is the key itself, and there is no other way to write it.
  const keyPolicies = statements.filter(({ under }) => under === 'KeyPolicy');
  const others = statements.filter(({ under }) => under !== 'KeyPolicy');

  test('are found by this test at all', () => {
    expect(keyPolicies).toHaveLength(3);
    expect(others.length).toBeGreaterThan(Object.keys(FUNCTIONS).length * 2);
  });

  test('name no wildcard resource and no wildcard action, but for what has no ARN: SMS of the account', () => {
    const ofTheAccount = ['sms-voice:DeleteAccountDefaultProtectConfiguration', 'sns:SetSMSAttributes'];
    for (const { statement } of others) {
      expect([statement.Action].flat().join()).not.toContain('*');
      const resource = JSON.stringify(statement.Resource ?? '');
      if (resource.includes('*')) expect(statement).toMatchObject({ Action: ofTheAccount, Resource: '*' });
    }
  });

  test('except one resource only where the rest is not an ARN: text messages', () => {
    const actions = others.filter(({ statement }) => statement.NotResource).map(({ statement }) => statement.Action);
    expect([...new Set(actions)]).toEqual(['sns:Publish']);
  });

  test('let the account alone decide about the keys, that is IAM and nobody from outside', () => {
    const account = {
      AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] },
    };
    for (const { statement } of keyPolicies) expect(statement.Principal).toEqual(account);
  });
});
