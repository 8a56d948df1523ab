import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  Billing,
  type CfnGlobalTable,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { throttlesOf } from './alarms.ts';
import { allow, allowDecryptVia } from './grant.ts';

export interface UserTableProps {
  /** Encrypts the table at rest. */
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** The variable that goes with every right on the table. */
interface TableAddress {
  readonly TABLE_NAME: string;
}

/** What the first part of a partition key says is in it; IAM matches on it. */
const USERS = 'USER#*';
/** As functions/adapters/dynamodb/profile-item.ts names it. */
const USERS_INDEX = 'users-by-directory';
const DOMAINS = 'DOMAIN#*';
const TRIES = 'TRIES#*';
const REFRESH = 'REFRESH#*';
const KEY_RING = 'KEYRING';
const SESSIONS = 'SESSION#*';
const CHALLENGES = 'CHALLENGE#*';
const ENROLMENTS = 'ENROLMENT#*';

/**
 * The one table: users and their credentials, settings of the domains, wrapped data keys. A grant gives the role
 * exactly the actions and the partitions of its use, and returns the variable by which the function finds the table:
 * who has no right cannot have the name.
 */
export class UserTable extends Construct {
  private readonly table: TableV2;
  private readonly encryptionKey: IKey;

  constructor(scope: Construct, id: string, { encryptionKey, removalPolicy }: UserTableProps) {
    super(scope, id);
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
      value: this.table.tableName,
    });
  }

  /** Requests that DynamoDB refused, for the alarms. */
  throttles(): IMetric {
    return throttlesOf(this.table.tableName);
  }

  /** Read a user, store a PIN and count the send; the first PIN of all makes the key ring. */
  grantSend(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem', 'Query', 'PutItem', 'UpdateItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    this.allow(grantee, KEY_RING, ['GetItem', 'PutItem']);
    return this.address(grantee);
  }

  /** Read a user, count the attempt and consume the PIN. It can neither make a credential nor a key. */
  grantVerify(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem', 'Query', 'UpdateItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    this.allow(grantee, KEY_RING, ['GetItem']);
    return this.address(grantee);
  }

  /** Store a pending TOTP key with its user; the first one of all makes the key ring. */
  grantEnrol(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem', 'Query', 'UpdateItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    this.allow(grantee, KEY_RING, ['GetItem', 'PutItem']);
    return this.address(grantee);
  }

  /** Know the administrator and replace the settings of a domain. No user can be changed and no key be read. */
  grantSettings(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem']);
    this.allow(grantee, DOMAINS, ['GetItem', 'UpdateItem']);
    return this.address(grantee);
  }

  /** Read the settings of a domain, and nothing of any user. */
  grantReadSettings(grantee: IGrantable): TableAddress {
    this.allow(grantee, DOMAINS, ['GetItem']);
    return this.address(grantee);
  }

  /** Count the tries at passwords: goes with every function that people sign in to with one. */
  grantCountTries(grantee: IGrantable): void {
    this.allow(grantee, TRIES, ['GetItem', 'UpdateItem']);
  }

  /** Prove the factor of a user, and keep the families of refresh tokens. */
  grantTokens(grantee: IGrantable): TableAddress {
    this.allow(grantee, REFRESH, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem']);
    return this.grantVerify(grantee);
  }

  /** Know the administrator, make and change domains, and delete one with all of its users. */
  grantDomains(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem', 'Query', 'DeleteItem']);
    allow(grantee, ['dynamodb:Query'], `${this.table.tableArn}/index/${USERS_INDEX}`);
    this.allow(grantee, DOMAINS, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem']);
    return this.address(grantee);
  }

  /** Know the administrator, write and list users, and remove them with all that is theirs. No key can be read. */
  grantDirectory(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem', 'Query', 'UpdateItem', 'DeleteItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    // The leading key of the index is the name of a domain, which an administrator of the default domain may choose.
    allow(grantee, ['dynamodb:Query'], `${this.table.tableArn}/index/${USERS_INDEX}`);
    return this.address(grantee);
  }

  /** Know the administrator and set the counters of a user back. No key can be read. */
  grantUnlock(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem', 'UpdateItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    return this.address(grantee);
  }

  /** Know the client and the user, and make a session. */
  grantStartSession(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    this.allow(grantee, SESSIONS, ['PutItem']);
    return this.address(grantee);
  }

  /** Know the client, read a session and spend its result. */
  grantTakeResult(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    this.allow(grantee, SESSIONS, ['GetItem', 'UpdateItem']);
    return this.address(grantee);
  }

  /** Count a push and make its challenge; the first one of all makes the key ring. */
  grantStartPush(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem', 'Query', 'PutItem', 'UpdateItem']);
    this.allow(grantee, CHALLENGES, ['GetItem', 'PutItem', 'UpdateItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    this.allow(grantee, KEY_RING, ['GetItem', 'PutItem']);
    return this.address(grantee);
  }

  /**
   * The hosted pages: read a session, its user and his devices, send, prove, enrol and remove. The role can write to
   * everything that a person may change about himself, and can neither start a session nor take a result.
   */
  grantPages(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem']);
    this.allow(grantee, SESSIONS, ['GetItem', 'UpdateItem']);
    this.allow(grantee, CHALLENGES, ['GetItem', 'PutItem']);
    this.allow(grantee, ENROLMENTS, ['PutItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    this.allow(grantee, KEY_RING, ['GetItem', 'PutItem']);
    return this.address(grantee);
  }

  /** Read a challenge and its user, count the attempt and write the answer. It can make neither of them. */
  grantAnswerPush(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem', 'Query', 'UpdateItem']);
    this.allow(grantee, CHALLENGES, ['GetItem', 'UpdateItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    this.allow(grantee, KEY_RING, ['GetItem']);
    return this.address(grantee);
  }

  /** Store a task token with its challenge and close the challenge. No user can be read. */
  grantAwaitAnswer(grantee: IGrantable): TableAddress {
    this.allow(grantee, CHALLENGES, ['UpdateItem']);
    return this.address(grantee);
  }

  /** Look at the factors of a user and store an enrolment code; the first one of all makes the key ring. */
  grantEnrolDevice(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem', 'Query']);
    this.allow(grantee, ENROLMENTS, ['PutItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    this.allow(grantee, KEY_RING, ['GetItem', 'PutItem']);
    return this.address(grantee);
  }

  /** Spend an enrolment code for a device, and read what is open for a device. No credential can be changed. */
  grantRegisterDevice(grantee: IGrantable): TableAddress {
    this.allow(grantee, USERS, ['GetItem', 'Query', 'PutItem']);
    this.allow(grantee, ENROLMENTS, ['DeleteItem']);
    this.allow(grantee, CHALLENGES, ['GetItem']);
    this.allow(grantee, DOMAINS, ['GetItem']);
    this.allow(grantee, KEY_RING, ['GetItem']);
    return this.address(grantee);
  }

  /**
   * ForAllValues also holds for a request without any leading key; there is none among actions that name an item or a
   * partition, which is why Scan, the index and batch actions are not to be granted here.
   */
  private allow(grantee: IGrantable, partitions: string, actions: readonly string[]): void {
    allow(
      grantee,
      actions.map((action) => `dynamodb:${action}`),
      this.table.tableArn,
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [partitions] } },
    );
  }

  /**
   * DynamoDB opens the table's own key in the name of its caller, so the role needs the key besides the table. Decrypt
   * is enough for writes too: data is encrypted under the table's key, which exists already.
   */
  private address(grantee: IGrantable): TableAddress {
    allowDecryptVia(this, grantee, this.encryptionKey, {
      service: 'dynamodb',
      context: { 'aws:dynamodb:tableName': this.table.tableName },
    });
    return { TABLE_NAME: this.table.tableName };
  }
}
