import { Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { allow } from './grant.ts';

export interface MessageSenderProps {
  /** The From address. Its domain is an SES identity that somebody has verified by DNS: no template can do that. */
  readonly senderAddress: string;
}

/** The right to send mails from one address and text messages to telephones. */
export class MessageSender extends Construct {
  private readonly senderAddress: string;

  constructor(scope: Construct, id: string, { senderAddress }: MessageSenderProps) {
    super(scope, id);
    this.senderAddress = senderAddress;
  }

  /**
   * Send mails from the sender address and no other one, and text messages. An account that is still in the SES
   * sandbox also needs the right to the recipient's identity, which nobody gets here: there only mails within the
   * sender's domain arrive.
   */
  grantSend(grantee: IGrantable): { readonly SENDER_ADDRESS: string } {
    const stack = Stack.of(this);
    const domain = this.senderAddress.slice(this.senderAddress.lastIndexOf('@') + 1);
    allow(grantee, ['ses:SendEmail'], stack.formatArn({ service: 'ses', resource: 'identity', resourceName: domain }), {
      StringEquals: { 'ses:FromAddress': this.senderAddress },
    });
    // A text message has no ARN: its resource is the number itself. Everything except topics and devices leaves just that.
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sns:Publish'], notResources: [`arn:${stack.partition}:sns:*:*:*`] }),
    );
    return { SENDER_ADDRESS: this.senderAddress };
  }
}
