/**
 * List prices in US dollars, us-east-1, November 2026, without free tiers and without tax. They are assumptions: written down from the public price
 * lists, which this project cannot read; compare before you decide by them.
 */
export const PRICES = {
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
  sign: { usd: 0.15, per: 10_000, unit: 'signatures of KMS on P-256' },
} as const satisfies Record<string, { usd: number; per: number; unit: string }>;

type Priced = keyof typeof PRICES;
type Uses = Readonly<Partial<Record<Priced, number>>>;

/** 512 MB for 30 ms: what a warm check may take; the time on AWS was not measured. */
const RUN: Uses = { lambdaCall: 1, lambdaGbSecond: 0.5 * 0.03 };
/** A line of the function with its metrics, the lines of Lambda itself, and the line of the access log: about 1.2 KB. */
const LOGS: Uses = { logGb: 1.2e-6 };
const CALL: Uses = { httpApiCall: 1, ...RUN, ...LOGS };

/** What each call uses besides: the requests that test/http/requests.test.ts and the benchmark count, in units of items under 1 KB. */
const CALLS: Readonly<Record<string, Uses>> = {
  'validateOTP with a PIN, right or wrong': { ...CALL, write: 1 },
  'validateOTP with a TOTP code': { ...CALL, write: 2 },
  'createOTP for a TOTP code': { ...CALL, read: 1 },
  'createOTP, PIN to the caller': { ...CALL, read: 1, write: 1 },
  'createOTP by e-mail': { ...CALL, read: 1, write: 1, mail: 1 },
  'createOTP by SMS': { ...CALL, read: 1, write: 1, sms: 1 },
  'begin a session of the hosted pages': { ...CALL, read: 1, write: 1 },
  'take the result of a session': { ...CALL, read: 1, write: 1, sign: 1 },
};

/** A whole verification: the calls that it is made of. */
const VERIFICATIONS: Readonly<Record<string, readonly (keyof typeof CALLS)[]>> = {
  'authenticator app': ['createOTP for a TOTP code', 'validateOTP with a TOTP code'],
  'PIN, delivered by the caller': ['createOTP, PIN to the caller', 'validateOTP with a PIN, right or wrong'],
  'PIN by e-mail': ['createOTP by e-mail', 'validateOTP with a PIN, right or wrong'],
  'PIN by SMS to Japan': ['createOTP by SMS', 'validateOTP with a PIN, right or wrong'],
};

/**
 * A push with one native device: start, one waiting GET of about ten seconds, and the device's answer. The machine makes six transitions and
 * two writes, the functions about five more; items of a challenge are under 1 KB.
 */
const PUSH: Uses = {
  httpApiCall: 3,
  lambdaCall: 3,
  lambdaGbSecond: 2 * 0.5 * 0.03 + 0.5 * 10,
  logGb: 3 * 1.2e-6,
  write: 7,
  read: 12,
  transition: 6,
  push: 1,
};

const MILLION = 1_000_000;

export const priceRows = (): string[][] =>
  Object.values(PRICES).map(({ usd, per, unit }) => [unit, per === 1 ? '1' : per.toLocaleString('en'), `$${usd}`]);

export function callRows(): string[][] {
  return Object.entries(CALLS).map(([name, uses]) => [
    name,
    dollars(own(uses)),
    dollars(cost(uses) - own(uses)),
    dollars(cost(uses)),
  ]);
}

export function verificationRows(): string[][] {
  const rows = Object.entries(VERIFICATIONS).map(([name, calls]) => {
    const total = calls.reduce((sum, call) => sum + cost(CALLS[call] ?? {}), 0);
    return [name, calls.join(', then '), dollars(total)];
  });
  return [...rows, ['push to one device', 'start, wait ten seconds, answer', dollars(cost(PUSH))]];
}

/** Of a million. */
function cost(uses: Uses): number {
  return Object.entries(uses).reduce((sum, [name, amount]) => {
    const { usd, per } = PRICES[name as Priced];
    return sum + (amount * MILLION * usd) / per;
  }, 0);
}

/** API, Lambda and logs: what every call costs, whatever it does. */
function own({ httpApiCall = 0, lambdaCall = 0, lambdaGbSecond = 0, logGb = 0 }: Uses): number {
  return cost({ httpApiCall, lambdaCall, lambdaGbSecond, logGb });
}

function dollars(amount: number): string {
  return `$${amount < 100 ? amount.toFixed(2) : Math.round(amount).toLocaleString('en')}`;
}
