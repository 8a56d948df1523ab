import { SESClient, SESServiceException, SendEmailCommand } from '@aws-sdk/client-ses';
import type { DeliveryOutcome, Message } from '../../core/ports/courier.ts';
import type { Log } from '../../http/log.ts';
import { outcomeOf } from '../delivery-outcome.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';

/** Mails one message. No second try by the SDK: a lost answer must not become a second mail. */
export function sesMailer(
  sender: string,
  log: Log,
  ses = new SESClient({ ...CLIENT_TIMEOUTS, maxAttempts: 1 }),
): (message: Message) => Promise<DeliveryOutcome> {
  return (message) =>
    outcomeOf(
      ses.send(
        new SendEmailCommand({
          Source: sender,
          Destination: { ToAddresses: [asMailbox(message.to)] },
          Message: {
            Subject: { Data: message.subject ?? '', Charset: 'UTF-8' },
            Body: { Text: { Data: message.text, Charset: 'UTF-8' } },
          },
        }),
      ),
      SESServiceException,
      log,
    );
}

/**
 * RFC 5322 section 3.4.1: dots at the ends or beside each other stand between quotes. Carriers in Japan gave out such
 * addresses, and SES refuses them without.
 */
function asMailbox(address: string): string {
  const at = address.lastIndexOf('@');
  const localPart = address.slice(0, at);
  return /^\.|\.\.|\.$/.test(localPart) ? `"${localPart}"${address.slice(at)}` : address;
}
