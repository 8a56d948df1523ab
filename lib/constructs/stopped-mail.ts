import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

interface StoppedMailProps {
  /** The mails of this configuration set. */
  readonly configurationSetName: string;
  readonly topic: ITopic;
}

/**
 * Tells the administrator that SES has stopped mailing an address, once per address, because only he can mend it.
 * EventBridge writes to the topic itself: a function in between would do nothing but copy.
 */
export class StoppedMail extends Construct {
  constructor(scope: Construct, id: string, { configurationSetName, topic }: StoppedMailProps) {
    super(scope, id);
    const [kind, addresses] = [
      EventField.fromPath('$.detail.eventType'),
      EventField.fromPath('$.detail.mail.destination'),
    ];
    new Rule(this, 'Rule', {
      description: 'An address is mailed no more',
      eventPattern: {
        source: ['aws.ses'],
        detailType: ['Email Bounced', 'Email Complaint Received'],
        detail: { mail: { tags: { 'ses:configuration-set': [configurationSetName] } }, $or: [COMPLAINT, BOUNCE] },
      },
      targets: [
        new SnsTopic(topic, {
          message: RuleTargetInput.fromText(
            `${kind}: mail to ${addresses} has stopped. See docs/runbook.md#an-address-is-mailed-no-more`,
          ),
        }),
      ],
    });
  }
}

const COMPLAINT = { eventType: ['Complaint'] };

/**
 * For good: a full mailbox is no reason to stop. SES also reports each mail that it dropped because of the list as a
 * bounce, which would be the same news again and again.
 */
const BOUNCE = {
  eventType: ['Bounce'],
  bounce: {
    bounceType: ['Permanent'],
    bounceSubType: [{ 'anything-but': ['OnAccountSuppressionList', 'Suppressed'] }],
  },
};
