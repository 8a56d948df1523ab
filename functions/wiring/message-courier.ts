import { createCourier } from '../adapters/courier.ts';
import { secretReader } from '../adapters/secrets-manager/read-secret.ts';
import { sesMailer } from '../adapters/ses/send-mail.ts';
import { snsTexter } from '../adapters/sns/send-sms.ts';
import { umsGateway } from '../adapters/ums/send-by-gateway.ts';
import type { Courier } from '../core/ports/courier.ts';
import type { BasePorts } from './base-ports.ts';

/** Mail, SMS and the message gateway, for every function that sends. */
export function messageCourier(
  env: { SENDER_ADDRESS: string; UMS_SECRET_ID: string; UMS_LOOPBACK: string },
  { clock, log }: Pick<BasePorts, 'clock' | 'log'>,
): Courier {
  return createCourier({
    email: sesMailer(env.SENDER_ADDRESS, log),
    sms: snsTexter(log),
    gateway: umsGateway(secretReader(env.UMS_SECRET_ID, clock), log, { takesLoopback: env.UMS_LOOPBACK === 'true' }),
  });
}
