import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { faultsOfPasskeys, passkeyFields } from './passkey-settings.ts';
import { isPlaceholder } from './placeholder-address.ts';

/** CloudWatch Logs keeps logs for one of these numbers of days and refuses every other one. */
const RETENTION_DAYS: ReadonlySet<number> = new Set(
  Object.values(RetentionDays).filter((days) => typeof days === 'number' && days !== RetentionDays.INFINITE),
);

const positive = z.int('must be a whole number').min(1, 'must be at least 1');

const rate = z.strictObject({ ratePerSecond: positive, burst: positive }, 'must have ratePerSecond and burst');

/** What `aws secretsmanager put-secret-value` answers as VersionId. */
const versionId = z.string('must be a text').regex(/^[\w-]{32,64}$/, 'must be the VersionId of a secret');

const Fields = z.strictObject({
  /** The From address of mails. SES takes mails from its domain once the owner has put SES's keys into the DNS. */
  senderAddress: z.email('must be an e-mail address'),
  /** Where alarms, bounces and complaints are mailed; without it they are only shown in CloudWatch. */
  alarmEmail: z.email('must be an e-mail address').optional(),
  /** Hours without one accepted factor after which the operators are told; without it silence is taken for peace. */
  quietHours: z.int('must be a whole number').min(1, 'must be at least 1').max(24, 'must be at most 24').optional(),
  /** The address of the service. Without it API Gateway's own. */
  domain: z
    .strictObject(
      {
        name: z
          .string('must be a text')
          .regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'must be a name such as "mfa.example.com"'),
        certificateArn: z
          .string('must be a text')
          .regex(/^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, 'must be the ARN of an ACM certificate'),
      },
      'must have name and certificateArn',
    )
    .optional(),
  /** CloudFront and a web ACL in front of the API, which then answers nobody else. */
  waf: z.boolean('must be true or false').default(false),
  /** Settings of the whole account and region; without them the stack leaves SMS as it is. */
  sms: z
    .strictObject(
      {
        allowedCountries: z
          .array(z.string().regex(/^[A-Z]{2}$/, 'must be a country such as "JP" (ISO 3166)'), 'must be a list')
          .min(1, 'must name at least one country'),
        /** AWS refuses more than the quota of the account, which begins at 1 USD. */
        monthlySpendLimitUsd: positive,
      },
      'must have allowedCountries and monthlySpendLimitUsd',
    )
    .optional(),
  /** Where LDAP directories are reached from; needed by a domain that lives in LDAP, and by no other one. */
  ldap: z
    .strictObject(
      {
        subnetIds: z
          .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'must be the id of a subnet'), 'must be a list')
          .min(1, 'must name at least one subnet'),
        securityGroupIds: z
          .array(z.string().regex(/^sg-[0-9a-f]{8,17}$/, 'must be the id of a security group'), 'must be a list')
          .min(1, 'must name at least one security group'),
      },
      'must have subnetIds and securityGroupIds',
    )
    .optional(),
  ...passkeyFields,
  /** The identity domain of callers who name none. */
  defaultDomain: z
    .string('must be a text')
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be a name of 1 to 64 characters'),
  /** Whether users, keys, secrets and logs outlive `cdk destroy`. */
  removalPolicy: z
    .enum(['retain', 'destroy'], 'must be "retain" or "destroy"')
    .transform((policy) => (policy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)),
  /** The table that a backup was restored to (docs/backup.md); without it the one of the state stack. */
  restoredTable: z
    .string('must be a text')
    .regex(/^[\w.-]{3,255}$/, 'must be the name of a table')
    .optional(),
  logRetentionDays: z
    .int('must be a whole number')
    .refine(
      (days) => RETENTION_DAYS.has(days),
      `must be one of ${[...RETENTION_DAYS].sort((a, b) => a - b).join(', ')}`,
    )
    .transform((days): RetentionDays => days),
  /** The keys that sign tokens, the one in use first; every name is a key of its own (docs/keys.md: rotation). */
  signingKeys: z
    .array(z.string().regex(/^[a-z0-9-]{1,32}$/, 'must be a name of small letters, digits and -'), 'must be a list')
    .min(1, 'must name at least one key')
    .refine((names) => new Set(names).size === names.length, 'must not name a key twice'),
  /** Of the whole API. The lock of a user does not depend on it: it keeps floods away from the functions. */
  throttling: z.strictObject(
    {
      ...rate.shape,
      /** Of each route that proves a factor or sends something: the rest of the API is not starved by them. */
      factorRoutes: rate,
    },
    'must have ratePerSecond, burst and factorRoutes',
  ),
  /**
   * How many clients may wait for a phone at once, in each of the two functions that wait for one. As many are set aside of what the
   * account may run at once, so that waits never take the place of a verdict. 0: nobody waits, who asks is answered at once.
   */
  waitingClients: z.int('must be a whole number').min(0, 'must be at least 0').optional(),
  /** Native push. Each platform is there when the version of its secret is named; a new version rotates the credential. */
  push: z
    .strictObject({
      /** Whether devices have the app from Apple's store (true) or from development (false). */
      PushAPNsProdServer: z.boolean('must be true or false').default(false),
      secretVersions: z
        .strictObject({ pushApnsCertKey: versionId.optional(), omaApiKey: versionId.optional() })
        .default({}),
    })
    .default({ PushAPNsProdServer: false, secretVersions: {} }),
  /** Both or none; without them the stacks go to wherever the AWS credentials of the deployer point. */
  env: z
    .strictObject({
      account: z.string('must be a text').regex(/^\d{12}$/, 'must be 12 digits in quotes'),
      region: z.string('must be a text').regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as "ap-northeast-1"'),
    })
    .optional(),
});

/** Every setting; docs/deploy.md explains each. */
export const SETTING_NAMES: readonly string[] = Object.keys(Fields.shape);

/** CloudFront reads its certificate and its web ACL there alone. */
export const EDGE_REGION = 'us-east-1';

type Fault = readonly [path: readonly string[], reason: string];

/** What is wrong between fields that are right each for itself. */
function faultsBetween({
  senderAddress,
  removalPolicy,
  domain,
  waf,
  env,
  throttling,
}: z.infer<typeof Fields>): Fault[] {
  const certificateRegion = domain?.certificateArn.split(':')[3];
  const { factorRoutes } = throttling;
  const wrong: readonly (readonly [boolean, ...Fault])[] = [
    [
      removalPolicy === RemovalPolicy.RETAIN && isPlaceholder(senderAddress),
      ['senderAddress'],
      'is a placeholder that cannot send; this stage is kept ("retain"), so give an address of a domain of yours',
    ],
    [waf && domain === undefined, ['domain'], 'is needed with waf: the own name of CloudFront allows old TLS'],
    [waf && env === undefined, ['env'], `is needed with waf: the web ACL lives in ${EDGE_REGION}`],
    [
      waf && domain !== undefined && certificateRegion !== EDGE_REGION,
      ['domain', 'certificateArn'],
      `must be in ${EDGE_REGION} with waf: CloudFront reads it there`,
    ],
    [
      !waf && domain !== undefined && env !== undefined && certificateRegion !== env.region,
      ['domain', 'certificateArn'],
      `must be in the region of the stage, ${env?.region}`,
    ],
    [
      factorRoutes.ratePerSecond > throttling.ratePerSecond || factorRoutes.burst > throttling.burst,
      ['throttling', 'factorRoutes'],
      'must not be more than the whole API has',
    ],
  ];
  return wrong.filter(([isWrong]) => isWrong).map(([, path, reason]) => [path, reason]);
}

export const Settings = Fields.superRefine((settings, context) => {
  for (const [path, message] of [...faultsBetween(settings), ...faultsOfPasskeys(settings)])
    context.addIssue({ code: 'custom', path: [...path], message });
});

/** Everything in which one deployment differs from another. */
export type StageSettings = z.infer<typeof Settings>;
