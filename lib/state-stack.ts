import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { MessageSender } from './constructs/message-sender.ts';
import { SealKey } from './constructs/seal-key.ts';
import { ServiceSecrets } from './constructs/service-secrets.ts';
import { SigningKey } from './constructs/signing-key.ts';
import { UserTable } from './constructs/user-table.ts';

interface StateStackProps extends Pick<StackProps, 'env' | 'description'> {
  /** All but `DESTROY` also protects table and stack against deletion. */
  readonly removalPolicy: RemovalPolicy;
  /** Names of the keys that sign tokens, the one in use first. */
  readonly signingKeys: readonly string[];
  /** The name of a table that a backup was restored to, to be used in place of ours. */
  readonly restoredTable?: string | undefined;
  /** The From address of mails. */
  readonly senderAddress: string;
}

/** What must survive every deployment: users and settings, the keys, the secrets of other parties, the sender of mails. */
export class StateStack extends Stack {
  readonly users: UserTable;
  readonly sealKey: SealKey;
  readonly signingKey: SigningKey;
  readonly secrets: ServiceSecrets;
  readonly sender: MessageSender;

  constructor(scope: Construct, id: string, props: StateStackProps) {
    const { removalPolicy, signingKeys, restoredTable, senderAddress, ...stackProps } = props;
    super(scope, id, { ...stackProps, terminationProtection: removalPolicy !== RemovalPolicy.DESTROY });
    // One key for all that rests here; rights on it are bound to the table or to the secret by encryption context.
    const encryptionKey = new Key(this, 'StateKey', {
      description: 'Sekisho: encrypts table and secrets at rest',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.users = new UserTable(this, 'Users', { encryptionKey, removalPolicy, restoredTable });
    this.sealKey = new SealKey(this, 'SealKey', { removalPolicy });
    this.signingKey = new SigningKey(this, 'SigningKey', { names: signingKeys, removalPolicy });
    this.secrets = new ServiceSecrets(this, 'Secrets', { encryptionKey, removalPolicy });
    this.sender = new MessageSender(this, 'Sender', { senderAddress, removalPolicy });
  }
}
