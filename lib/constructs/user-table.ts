import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  Billing,
  type CfnGlobalTable,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { throttlesOf } from './alarms.ts';
import { allow, allowDecryptVia } from './grant.ts';
import { PARTITIONS } from './table-partitions.ts';
import { TABLE_RIGHTS, type TableRights, type TableUse } from './table-rights.ts';

interface UserTableProps {
  /** Encrypts the table at rest. */
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
  /** The name of a table that a backup was restored to. The functions then have that one, and the one of the stack stays as it is. */
  readonly restoredTable: string | undefined;
}

/** The variable that goes with every right on the table. */
interface TableAddress {
  readonly TABLE_NAME: string;
}

/** As functions/adapters/dynamodb/profile-item.ts names them. */
const USERS_INDEX = 'users-by-directory';
/** Find users by an address, and hold nothing else. */
const ADDRESS_INDEXES = [
  { indexName: 'users-by-mail', sortKey: 'byMail' },
  { indexName: 'users-by-phone', sortKey: 'byPhone' },
] as const;

/**
 * CloudFormation makes one index of a table in a deployment, so a table from before them gets them in two:
 * `-c withoutIndex=users-by-phone` leaves that one to the second (docs/upgrade.md).
 */
function addressIndexes(scope: Construct): GlobalSecondaryIndexPropsV2[] {
  const later: unknown = scope.node.tryGetContext('withoutIndex');
  return ADDRESS_INDEXES.filter(({ indexName }) => indexName !== later).map(({ indexName, sortKey }) => ({
    indexName,
    partitionKey: { name: 'directory', type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  }));
}

/**
 * The one table: users and their credentials, settings of the domains, wrapped data keys. A grant returns the variable
 * by which the function finds the table: who has no right cannot have the name.
 */
export class UserTable extends Construct {
  private readonly table: TableV2;
  private readonly encryptionKey: IKey;
  private readonly restoredTable: string | undefined;

  constructor(scope: Construct, id: string, { encryptionKey, removalPolicy, restoredTable }: UserTableProps) {
    super(scope, id);
    this.restoredTable = restoredTable;
    this.encryptionKey = encryptionKey;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      globalSecondaryIndexes: [
        {
          // Sparse: profiles alone have `directory`. It lists users and holds no hash of a password.
          indexName: USERS_INDEX,
          partitionKey: { name: 'directory', type: AttributeType.STRING },
          sortKey: { name: 'userId', type: AttributeType.STRING },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: ['groups', 'language', 'attributes', 'verified', 'passwordSetAt'],
        },
        ...addressIndexes(this),
      ],
      timeToLiveAttribute: 'ttl',
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    });
    // TableEncryptionV2.customerManagedKey() refuses a stack that names no region, and ours may be deployed anywhere.
    const resource = this.table.node.defaultChild as CfnGlobalTable;
    resource.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: encryptionKey.keyArn });
    new CfnOutput(Stack.of(this), 'TableName', {
      description: 'For the sekisho command: --table',
      value: this.name,
    });
  }

  /** Of the table in use. */
  private get name(): string {
    return this.restoredTable ?? this.table.tableName;
  }

  private get arn(): string {
    const { restoredTable: resourceName } = this;
    if (resourceName === undefined) return this.table.tableArn;
    return Stack.of(this).formatArn({ service: 'dynamodb', resource: 'table', resourceName });
  }

  /** Requests that DynamoDB refused, for the alarms. */
  throttles(): IMetric[] {
    return throttlesOf(this.name);
  }

  /** Gives the role exactly the actions and the partitions of its use. */
  grant(grantee: IGrantable, use: TableUse): TableAddress {
    const { listsUsers, searchesUsers, ...actionsIn }: TableRights = TABLE_RIGHTS[use];
    for (const [partition, actions] of Object.entries(actionsIn)) {
      allow(
        grantee,
        actions.map((action) => `dynamodb:${action}`),
        this.arn,
        {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [PARTITIONS[partition as keyof typeof PARTITIONS]] },
        },
      );
    }
    if (listsUsers) allow(grantee, ['dynamodb:Query'], `${this.arn}/index/${USERS_INDEX}`);
    if (searchesUsers) {
      for (const { indexName } of ADDRESS_INDEXES) allow(grantee, ['dynamodb:Query'], `${this.arn}/index/${indexName}`);
    }
    return this.address(grantee);
  }

  /**
   * DynamoDB opens the table's own key in the name of its caller, so the role needs the key besides the table. Decrypt
   * is enough for writes too: data is encrypted under the table's key, which exists already.
   */
  private address(grantee: IGrantable): TableAddress {
    allowDecryptVia(this, grantee, this.encryptionKey, {
      service: 'dynamodb',
      context: { 'aws:dynamodb:tableName': this.name },
    });
    return { TABLE_NAME: this.name };
  }
}
