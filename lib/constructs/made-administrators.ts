import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/**
 * Tells the operators of each administrator whom somebody made with rights of the account, past everybody who
 * administers. The event is that of the record, and says no stage: two stages in one account tell both.
 */
export class MadeAdministrators extends Construct {
  constructor(scope: Construct, id: string, { topic }: { readonly topic: ITopic }) {
    super(scope, id);
    const [userId, domain, operator] = ['userId', 'domain', 'actor.userId'].map((path) =>
      EventField.fromPath(`$.detail.${path}`),
    );
    new Rule(this, 'Rule', {
      description: 'An administrator was made with the command',
      eventPattern: {
        source: ['sekisho'],
        detailType: ['audit.administrator-created'],
        detail: { outcome: ['done', 'unknown'] },
      },
      targets: [
        new SnsTopic(topic, {
          message: RuleTargetInput.fromText(
            `${operator} made an administrator, ${userId} of ${domain}. If nobody of you did, see docs/runbook.md#an-administrator-was-made-with-the-command`,
          ),
        }),
      ],
    });
  }
}
