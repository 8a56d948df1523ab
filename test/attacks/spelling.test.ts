/**
 * An attacker spells the same user in many ways (upper case, full width, blanks, other code points that look alike) so
 * that each spelling gets a counter of its own (CVE-2025-24806), or spells a spent code anew so that it counts twice
 * (CVE-2025-6015). All spellings are one user and one code here; names that only look alike are other users.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newPin, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  holdClock();
  await client.settings({ MaxAttempts: 8, MaxSendAttempts: 6 });
  pass(31_000);
});
afterAll(() => client.service.close());
afterEach(() => client.unlock('alice'));

const ALICES = ['alice', 'ALICE', ' alice', 'alice\u3000', 'ａｌｉｃｅ', 'ＡLICE', '\talice\u00a0', 'aliCe', '𝐚𝐥𝐢𝐜𝐞'];

describe('many spellings of one user', () => {
  it('have one counter of failures', async () => {
    await newPin(client, 'alice');
    const answers = [];
    for (const userId of ALICES) {
      answers.push(await client.validateOtp({ userId, correlationId: 'x', otpCode: '000000' }));
    }
    const codes = answers.map(({ body }) => body.minorCode);
    expect(codes).toEqual([...Array(8).fill('OTP_INVALID'), 'USER_LOCKED']);
  });

  it('have one sending budget', async () => {
    const statuses = [];
    for (const userId of ALICES.slice(0, 7)) statuses.push((await client.createOtp({ userId })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 422]);
  });

  it('are not stretched to names that only look alike', async () => {
    for (const userId of ['аlice', 'alıce', 'al\u200bice', 'alice\u0301']) {
      const { status, body } = await client.createOtp({ userId });
      expect([status, body.minorCode], JSON.stringify(userId)).toEqual([404, 'USER_UNKNOWN']);
    }
  });
});

it('a spent code stays spent in every spelling', async () => {
  const { pin, correlationId } = await newPin(client, 'alice');
  const fullWidth = [...pin].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
  expect((await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin })).status).toBe(200);
  for (const otpCode of [pin, ` ${pin}`, `${pin}\n`, pin.split('').join(' '), fullWidth]) {
    const { status } = await client.validateOtp({ userId: 'alice', correlationId, otpCode });
    expect(status, JSON.stringify(otpCode)).toBe(422);
  }
});
