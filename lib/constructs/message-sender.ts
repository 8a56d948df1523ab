import { CfnOutput, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { isPlaceholder } from '../placeholder-address.ts';
import { allow } from './grant.ts';
import { MailIdentity } from './mail-identity.ts';

interface MessageSenderProps {
  /** The From address. Its domain becomes an identity of SES, which sends once its keys stand in the DNS. */
  readonly senderAddress: string;
  readonly removalPolicy: RemovalPolicy;
}

/** The right to send mails from one address and text messages to telephones. */
export class MessageSender extends Construct {
  /** Missing while the address is a placeholder: then nothing is mailed. */
  readonly mail: MailIdentity | undefined;
  private readonly senderAddress: string;
  private readonly domain: string;

  constructor(scope: Construct, id: string, { senderAddress, removalPolicy }: MessageSenderProps) {
    super(scope, id);
    this.senderAddress = senderAddress;
    this.domain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1);
    if (isPlaceholder(senderAddress)) this.sayThatMailIsOff();
    else this.mail = new MailIdentity(this, 'Mail', { domain: this.domain, removalPolicy });
  }

  /**
   * Send mails from the sender address and no other one, and text messages. An account that is still in the SES
   * sandbox also needs the right to the recipient's identity, which nobody gets here: there only mails within the
   * sender's domain arrive.
   */
  grantSend(grantee: IGrantable): { readonly SENDER_ADDRESS: string; readonly UMS_LOOPBACK: 'false' } {
    const stack = Stack.of(this);
    const arn = (resource: string, resourceName: string) => stack.formatArn({ service: 'ses', resource, resourceName });
    const from = { StringEquals: { 'ses:FromAddress': this.senderAddress } };
    allow(grantee, ['ses:SendEmail'], arn('identity', this.domain), from);
    // SES asks for the right on the identity and on its configuration set.
    if (this.mail) allow(grantee, ['ses:SendEmail'], arn('configuration-set', this.mail.configurationSetName), from);
    // A text message has no ARN: its resource is the number itself. Everything except topics and devices leaves just that.
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sns:Publish'], notResources: [`arn:${stack.partition}:sns:*:*:*`] }),
    );
    return { SENDER_ADDRESS: this.senderAddress, UMS_LOOPBACK: 'false' };
  }

  /**
   * No identity is made for a name that nobody owns. Mails then end as DELIVERY_FAILED, which a trial can live with. An
   * output tells whoever deploys it; a warning would break the silence of each synthesis.
   */
  private sayThatMailIsOff(): void {
    new CfnOutput(this, 'MailIsOff', {
      value: `senderAddress ${this.senderAddress} is a placeholder: this stage mails nothing until cdk.json names one of yours`,
    });
  }
}
