import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

interface OperatorTopicProps {
  /** Who is mailed; the address must confirm once. */
  readonly alarmEmail: string | undefined;
}

/** Where the service speaks to those who run it: alarms, and addresses that are mailed no more. */
export class OperatorTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { alarmEmail }: OperatorTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'Sekisho', enforceSSL: true });
    // A topic with a policy of its own no longer lets in the services of its account by itself.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(alarmEmail));
  }
}
