import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { PushNotices } from '../../core/ports/push.ts';
import type { Log } from '../../http/log.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';

/** Pushes a text to a device. No second try by the SDK: one that came twice would look like two events. */
export function snsPushNotices(log: Log, sns = new SNSClient({ ...CLIENT_TIMEOUTS, maxAttempts: 1 })): PushNotices {
  return {
    async publish(TargetArn, Message) {
      try {
        await sns.send(new PublishCommand({ TargetArn, Message, MessageStructure: 'json' }));
        return true;
      } catch (error) {
        log('warn', 'NOTICE_FAILED', { error: error instanceof Error ? error.name : typeof error });
        return false;
      }
    },
  };
}
