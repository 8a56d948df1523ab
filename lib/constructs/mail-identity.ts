import { CfnOutput, type RemovalPolicy } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

interface MailIdentityProps {
  /** The domain of the From address. */
  readonly domain: string;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The sender's domain in SES. Its configuration set puts an address that bounced for good or complained on the
 * suppression list of the account, and SES itself drops every later mail to it: a list of our own would cost each send a
 * request.
 */
export class MailIdentity extends Construct {
  readonly configurationSetName: string;

  constructor(scope: Construct, id: string, { domain, removalPolicy }: MailIdentityProps) {
    super(scope, id);
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
    });
    configurationSet.addEventDestination('Events', {
      // The default bus is the only one that SES can write to.
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
    });
    this.configurationSetName = configurationSet.configurationSetName;
    // The default of the identity, so that no caller can forget to name it. A new identity gets new keys, which somebody
    // must put into the DNS: this one is not made again for nothing.
    const identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(domain),
      configurationSet,
      feedbackForwarding: false,
    });
    identity.applyRemovalPolicy(removalPolicy);
    identity.dkimRecords.forEach(({ name, value }, index) => {
      new CfnOutput(this, `Dkim${index + 1}`, {
        description: 'CNAME record for the DNS',
        value: `${name} CNAME ${value}`,
      });
    });
  }
}
