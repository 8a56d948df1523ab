import { afterAll, beforeAll, expect, test } from 'vitest';
import { sesMailer } from '../../functions/adapters/ses/send-mail.ts';
import { snsTexter } from '../../functions/adapters/sns/send-sms.ts';
import type { Log } from '../../functions/http/log.ts';
import { type AnyAws, anyAws } from './any-aws.ts';
import { needing } from './target.ts';

let aws: AnyAws;
beforeAll(async () => {
  aws = await anyAws();
});
afterAll(() => aws.close());

const silent: Log = () => undefined;
const MESSAGE = { text: 'Your code is 123456', language: 'en' } as const;

test('SNS takes a text message for a telephone', async () => {
  expect(await snsTexter(silent)({ ...MESSAGE, channel: 'sms', to: '+819012345678' })).toBe('delivered');
});

needing('mails for anybody')('SES takes a mail from a sender that it knows', async () => {
  const sender = process.env.SENDER_ADDRESS ?? 'sekisho@example.com';
  const mail = { ...MESSAGE, channel: 'email', to: 'alice@example.com', subject: 'Your code' } as const;
  expect(await sesMailer(sender, silent)(mail)).toBe('delivered');
});
