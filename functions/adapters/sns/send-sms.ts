import { PublishCommand, SNSClient, SNSServiceException } from '@aws-sdk/client-sns';
import type { DeliveryOutcome, Message } from '../../core/ports/courier.ts';
import type { Log } from '../../http/log.ts';
import { outcomeOf } from '../delivery-outcome.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';

/** Texts one message as a transactional SMS. No second try by the SDK: a lost answer must not become a second text. */
export function snsTexter(
  log: Log,
  sns = new SNSClient({ ...CLIENT_TIMEOUTS, maxAttempts: 1 }),
): (message: Message) => Promise<DeliveryOutcome> {
  return (message) =>
    outcomeOf(
      sns.send(
        new PublishCommand({
          PhoneNumber: message.to,
          Message: message.text,
          MessageAttributes: {
            'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
          },
        }),
      ),
      SNSServiceException,
      log,
    );
}
