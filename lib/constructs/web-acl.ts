import { ArnFormat, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

interface WebAclProps {
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** Calls of one address in five minutes: an application behind one address still makes more than three a second. */
const CALLS_PER_ADDRESS = 1_000;

/** Of AWS. The first two know addresses and inputs that are never meant well, the third the usual attacks on the web. */
const MANAGED = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesCommonRuleSet',
];

/** Rules that only count: clients need no User-Agent, and bodies may have 16 KB (the rule says 8). */
const EXCEPTIONS: Readonly<Record<string, object>> = {
  AWSManagedRulesCommonRuleSet: {
    ruleActionOverrides: ['NoUserAgent_HEADER', 'SizeRestrictions_BODY'].map((name) => ({
      name,
      actionToUse: { count: {} },
    })),
  },
};

/**
 * What CloudFront asks before it lets a call through: the rules that AWS keeps up to date, and a rate per address. It does not know users or
 * codes; the locks in the table do not depend on it.
 */
export class WebAcl extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const rate = { limit: CALLS_PER_ADDRESS, aggregateKeyType: 'IP', evaluationWindowSec: 300 };
    const acl = new CfnWebACL(this, 'Acl', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('Sekisho'),
      rules: [
        {
          name: 'RatePerAddress',
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: { rateBasedStatement: rate },
          visibilityConfig: visibility('RatePerAddress'),
        },
        ...MANAGED.map((name, index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: { managedRuleGroupStatement: { vendorName: 'AWS', name, ...EXCEPTIONS[name] } },
          visibilityConfig: visibility(name),
        })),
      ],
    });
    this.arn = acl.attrArn;
    this.logBlocked(acl, props);
  }

  /** What was blocked, without what the caller sent besides: passwords, codes, names of users. */
  private logBlocked(acl: CfnWebACL, { logRetention, removalPolicy }: WebAclProps): void {
    // The service takes log groups of this prefix alone.
    const logGroupName = `aws-waf-logs-${Stack.of(this).stackName}`;
    const group = new LogGroup(this, 'Log', { logGroupName, retention: logRetention, removalPolicy });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: [
        { singleHeader: { Name: 'authorization' } },
        { singleHeader: { Name: 'cookie' } },
        { queryString: {} },
        { uriPath: {} },
      ],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          { Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] },
        ],
      },
    }).node.addDependency(group);
  }
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  // Sampled requests would show headers and query in the console.
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
