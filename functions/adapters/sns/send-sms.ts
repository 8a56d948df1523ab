import { PublishCommand, SNSClient, SNSServiceException } from '@aws-sdk/client-sns';
import type { DeliveryOutcome, Message } from '../../core/ports.ts';
import { outcomeOf } from '../delivery-outcome.ts';

/** Texts one message as a transactional SMS. No second try by the SDK: a lost answer must not become a second text. */
export function snsTexter(sns = new SNSClient({ maxAttempts: 1 })): (message: Message) => Promise<DeliveryOutcome> {
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
    );
}
