import type { MeasuredCall } from '../../bench/operations/measured.ts';
import MEASURED from '../../bench/operations.json' with { type: 'json' };

/**
 * List prices in US dollars, us-east-1, November 2026, without free tiers and without tax. They are assumptions: written down from the public price
 * lists, which this project cannot read; compare before you decide by them.
 */
const PRICES = {
  httpApiCall: { usd: 1.0, per: 1_000_000, unit: 'calls of the HTTP API' },
  lambdaCall: { usd: 0.2, per: 1_000_000, unit: 'calls of Lambda' },
  lambdaGbSecond: { usd: 13.3334, per: 1_000_000, unit: 'GB-seconds of Lambda on arm64' },
  write: { usd: 0.625, per: 1_000_000, unit: 'write units of DynamoDB on demand' },
  read: { usd: 0.125, per: 1_000_000, unit: 'read units of DynamoDB on demand' },
  logGb: { usd: 0.5, per: 1, unit: 'GB of logs taken in' },
  mail: { usd: 0.1, per: 1_000, unit: 'mails of SES' },
  sms: { usd: 0.07, per: 1, unit: 'SMS to Japan (AWS lists the price of each country)' },
  transition: { usd: 0.025, per: 1_000, unit: 'state transitions of Step Functions' },
  push: { usd: 0.5, per: 1_000_000, unit: 'pushes of SNS' },
  event: { usd: 1.0, per: 1_000_000, unit: 'events put on EventBridge' },
  sign: { usd: 0.15, per: 10_000, unit: 'signatures of KMS on P-256' },
} as const satisfies Record<string, { usd: number; per: number; unit: string }>;

type Priced = keyof typeof PRICES;
type Uses = Readonly<Partial<Record<Priced, number>>>;

/** A function has 512 MB and runs for 30 ms: what a warm call may take; the time on AWS was not measured. */
const RUN_GB_SECONDS = 0.5 * 0.03;
/** A password hash takes 0.12 s of a core (bench/README.md), and 512 MB are 0.29 of one. */
const HASH_GB_SECONDS = 0.5 * 0.4;
/** A line of the function with its metrics, the lines of Lambda itself, and the line of the access log: about 1.2 KB. */
const CALL: Uses = { httpApiCall: 1, lambdaCall: 1, lambdaGbSecond: RUN_GB_SECONDS, logGb: 1.2e-6 };
/** The machine of a push, with a push to one device, and the function that it calls. */
const MACHINE: Uses = { transition: 6, lambdaCall: 1, lambdaGbSecond: RUN_GB_SECONDS, logGb: 1.2e-6 };

const CREATE = 'POST /oam/services/rest/auth/api/v1/mfa/createOTP';
const VALIDATE = 'POST /oam/services/rest/auth/api/v1/mfa/validateOTP';
const PUSH = 'POST /mfa/v1/push-challenges';
const PASSKEYS = 'POST /mfa/v1/passkey-challenges';
const RIGHT_PIN = `${VALIDATE}: a right PIN`;

const MEASURED_CALLS: readonly MeasuredCall[] = MEASURED;
const CALLS: ReadonlyMap<string, MeasuredCall> = new Map(MEASURED_CALLS.map((call) => [nameOf(call), call]));

/** A client that waits ten seconds with `Prefer: wait`: the function runs so long and looks every 80 ms. */
const WAITING: Uses = { ...CALL, lambdaGbSecond: 0.5 * 10, read: 10_000 / 80 };

/** A whole verification: the calls that it is made of, and what else. */
const VERIFICATIONS: readonly { by: string; calls: readonly string[]; shown: string; besides?: Uses }[] = [
  {
    by: 'authenticator app',
    calls: [`${CREATE}: for the code of an authenticator app`, `${VALIDATE}: the code of an authenticator app`],
    shown: 'createOTP, validateOTP',
  },
  {
    by: 'PIN, delivered by the caller',
    calls: [`${CREATE}: a PIN, handed to the caller`, RIGHT_PIN],
    shown: 'createOTP, validateOTP',
  },
  { by: 'PIN by e-mail', calls: [`${CREATE}: a PIN by e-mail`, RIGHT_PIN], shown: 'createOTP, validateOTP' },
  { by: 'PIN by SMS to Japan', calls: [`${CREATE}: a PIN by SMS`, RIGHT_PIN], shown: 'createOTP, validateOTP' },
  {
    by: 'passkey on a page of the application',
    calls: [`${PASSKEYS}: `, `${PASSKEYS}/{challengeId}/answer: a right answer`],
    shown: 'ask, answer',
  },
  {
    by: 'push to one device',
    calls: [`${PUSH}: to one device, with its state machine`, `${PUSH}/{challengeId}/answer: approved`],
    shown: 'start, wait ten seconds, answer',
    besides: WAITING,
  },
];

const MILLION = 1_000_000;

export const priceRows = (): string[][] =>
  Object.values(PRICES).map(({ usd, per, unit }) => [unit, per === 1 ? '1' : per.toLocaleString('en'), `$${usd}`]);

/** Each operation that was measured, with its arithmetic; by who is served, or by anybody who is not. */
export function callRows({ byStranger }: { readonly byStranger: boolean }): string[][] {
  return MEASURED_CALLS.filter((call) => (call.byStranger ?? false) === byStranger).map((call) => {
    const uses = usesOf(call);
    const { httpApiCall, lambdaCall, logGb, lambdaGbSecond, ...rest } = uses;
    const own = cost({
      httpApiCall: 1,
      lambdaCall: lambdaCall ?? 0,
      logGb: logGb ?? 0,
      lambdaGbSecond: lambdaGbSecond ?? 0,
    });
    const terms = Object.entries(rest).map(([name, amount]) => term(name as Priced, amount));
    return [`\`${call.operation}\``, call.what, [dollars(own), ...terms].join(' + '), dollars(cost(uses))];
  });
}

export function verificationRows(): string[][] {
  return VERIFICATIONS.map(({ by, calls, shown, besides = {} }) => {
    const total = calls.reduce((sum, name) => sum + cost(usesOf(callNamed(name))), cost(besides));
    return [by, shown, dollars(total)];
  });
}

/** Twenty-two working days, two sign-ins on each. */
const SIGN_INS_A_MONTH = 44;
/** Keys, secrets, twelve alarms and ten metrics, without a web ACL: what docs/cost.md adds up below. */
const STANDING_USD = 3 + 1.2 + 1.2 + 3;
const PEOPLE = [500, 5_000, 50_000] as const;

export const BILL_HEAD = ['everybody signs in by', ...PEOPLE.map((people) => `${people.toLocaleString('en')} people`)];

/** What a month costs when everybody signs in twice a working day. */
export function billRows(): string[][] {
  return VERIFICATIONS.map(({ by, calls, besides = {} }) => {
    const aMillion = calls.reduce((sum, name) => sum + cost(usesOf(callNamed(name))), cost(besides));
    return [by, ...PEOPLE.map((n) => dollars(STANDING_USD + (n * SIGN_INS_A_MONTH * aMillion) / MILLION))];
  });
}

function nameOf({ operation, what }: MeasuredCall): string {
  return `${operation}: ${what}`;
}

function callNamed(name: string): MeasuredCall {
  const found = CALLS.get(name);
  if (found === undefined) throw new Error(`bench/operations.json has no ${name}`);
  return found;
}

/** What was counted, in what is paid for. An SMS and a push are both `sns.Publish`. */
function usesOf({ operation, requests, writeUnits, readUnits, passwordHashes }: MeasuredCall): Uses {
  const published = requests['sns.Publish'] ?? 0;
  const counted = {
    write: writeUnits,
    read: readUnits,
    mail: requests['ses.SendEmail'] ?? 0,
    [operation === PUSH ? 'push' : 'sms']: published,
    sign: requests['kms.Sign'] ?? 0,
    event: requests['events.PutEvents'] ?? 0,
  };
  const used: Uses = Object.fromEntries(Object.entries(counted).filter(([, amount]) => amount > 0));
  const started = requests['states.StartExecution'] === undefined ? {} : MACHINE;
  return sum({ ...CALL, lambdaGbSecond: RUN_GB_SECONDS + passwordHashes * HASH_GB_SECONDS }, used, started);
}

function sum(...all: readonly Uses[]): Uses {
  const total: Partial<Record<Priced, number>> = {};
  for (const [name, amount] of all.flatMap((uses) => Object.entries(uses)) as [Priced, number][]) {
    total[name] = (total[name] ?? 0) + amount;
  }
  return total;
}

/** `2 write × $0.63`: so many of it in a call, times the price of a million. */
function term(name: Priced, amount: number): string {
  const { usd, per } = PRICES[name];
  const price = (usd * MILLION) / per;
  return `${amount} ${name} × $${price.toLocaleString('en', { maximumFractionDigits: 3 })}`;
}

/** Of a million. */
function cost(uses: Uses): number {
  return Object.entries(uses).reduce((sum, [name, amount]) => {
    const { usd, per } = PRICES[name as Priced];
    return sum + (amount * MILLION * usd) / per;
  }, 0);
}

function dollars(amount: number): string {
  return `$${amount < 100 ? amount.toFixed(2) : Math.round(amount).toLocaleString('en')}`;
}
