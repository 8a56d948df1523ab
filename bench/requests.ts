import { generateSync } from 'otplib';
import { startLocal } from '../local/local-service.ts';
import { expectSuccess, otpCalls } from './otp-calls.ts';
import { report, type Section } from './section.ts';

await report(measure);

/** Requests to AWS of one warm call, counted where they arrive: at the wire of the embedded AWS. */
async function measure(): Promise<Section> {
  const { url, aws } = await startLocal({ port: 0 });
  if (aws === undefined) throw new Error('AWS_ENDPOINT_URL is set; the requests are counted by the embedded AWS');
  const calls = otpCalls(url);
  const rows: string[][] = [];
  const count = async (what: string, goal: string, call: () => Promise<unknown>) => {
    aws.requests.reset();
    await call();
    const found = Object.entries(aws.requests.count());
    const total = found.reduce((sum, [, times]) => sum + times, 0);
    rows.push([what, String(total), goal, found.map(([name, times]) => `${times} ${name}`).join(', ') || 'none']);
  };
  const newPin = async (deliveryChannel = 'custom') => {
    const { correlationId, minorCode } = expectSuccess(await calls.create({ userId: 'alice', deliveryChannel }));
    return { userId: 'alice', correlationId, otpCode: minorCode };
  };
  const secret = await calls.makeKey('alice');
  const code = (stepsBack: number) => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) - 30 * stepsBack });
  // Warm: keys, settings, the caller; and the key is confirmed with the code of the step before.
  const begun = expectSuccess(await calls.create({ userId: 'alice', deliveryChannel: 'totp' }));
  const totp = { userId: 'alice', deliveryChannel: 'totp', correlationId: begun.correlationId };
  expectSuccess(await calls.validate({ ...totp, otpCode: code(1) }));
  expectSuccess(await calls.validate(await newPin()));

  const right = await newPin();
  await count('validateOTP, a right PIN', '1', async () => expectSuccess(await calls.validate(right)));
  await count('validateOTP, a wrong PIN', '1', () => calls.validate(right));
  await count('validateOTP, a right TOTP code', '2', async () =>
    expectSuccess(await calls.validate({ ...totp, otpCode: code(0) })),
  );
  await count('validateOTP, a TOTP code again', '', () => calls.validate({ ...totp, otpCode: code(0) }));
  await count('createOTP by e-mail', '2 + delivery', async () =>
    expectSuccess(await calls.create({ userId: 'alice', deliveryChannel: 'email' })),
  );
  await count('createOTP by e-mail with an Idempotency-Key', '', async () =>
    expectSuccess(await calls.create({ userId: 'alice', deliveryChannel: 'email' }, { 'idempotency-key': 'bench' })),
  );
  await count('createOTP by SMS', '2 + delivery', async () =>
    expectSuccess(await calls.create({ userId: 'alice', deliveryChannel: 'sms' })),
  );
  await count('createOTP, PIN to the caller', '2', newPin);
  await count('createOTP for a TOTP code', '', async () =>
    expectSuccess(await calls.create({ userId: 'alice', deliveryChannel: 'totp' })),
  );
  return {
    title: 'Requests to AWS of one call',
    text: 'Counted on the wire of the embedded AWS, with warm caches (keys, settings, the client).',
    head: ['call', 'requests', 'goal', 'which'],
    rows,
  };
}
