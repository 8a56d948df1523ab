import { Annotations, CustomResource, Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { PasskeyRpIdProperties } from '../../functions/service/passkey-rp-id/contract.ts';
import { isNameOfApi } from '../passkey-settings.ts';
import type { StageSettings } from '../stage-settings.ts';
import { ServiceFunction } from './service-function.ts';
import type { UserTable } from './user-table.ts';

type Settings = Pick<StageSettings, 'domain' | 'passkeyRpId' | 'passkeyRpIdsGivenUp' | 'passkeyOrigins'>;

interface RelyingPartyProps extends Settings {
  /** Of the address at which the stage answers. */
  readonly host: string;
  readonly users: UserTable;
  readonly code: Code;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The domain that passkeys belong to. It may be changed only while none was made that it would lose: a function of ours looks into the table at each
 * change and fails the deployment, before any function asks for passkeys under another name.
 */
export class RelyingParty extends Construct {
  /** What functions read. A reference, so that CloudFormation changes them only after it was allowed. */
  readonly rpId: string;

  constructor(scope: Construct, id: string, props: RelyingPartyProps) {
    super(scope, id);
    const { host, passkeyRpId, passkeyRpIdsGivenUp, users, ...kept } = props;
    warn(this, props);
    let address = { TABLE_NAME: '' };
    const { lambda } = new ServiceFunction(this, 'passkey-rp-id', {
      description: 'Lets the domain of passkeys change only where none that was made is lost',
      ...{ code: kept.code, logRetention: kept.logRetention, removalPolicy: kept.removalPolicy },
      environment: (role) => {
        address = users.grant(role, 'readRpIds');
        return address;
      },
    });
    const properties: PasskeyRpIdProperties = {
      RpId: passkeyRpId ?? host,
      GivenUp: [...passkeyRpIdsGivenUp],
      TableName: address.TABLE_NAME,
    };
    this.rpId = new CustomResource(this, 'RpId', {
      resourceType: 'Custom::PasskeyRpId',
      serviceToken: lambda.functionArn,
      serviceTimeout: Duration.minutes(1),
      properties,
    }).ref;
  }
}

function warn(scope: Construct, { domain, passkeyRpId, passkeyOrigins }: Settings): void {
  const annotations = Annotations.of(scope);
  if (domain === undefined && passkeyRpId === undefined) {
    annotations.addWarningV2(
      'sekisho:passkeysWithoutDomain',
      'This stage has no domain, so passkeys belong to the address of its API and every one of them is lost when it gets a domain or the ' +
        'service stack is made anew. Give it a domain before people make passkeys (docs/deploy.md, "Where passkeys live").',
    );
  }
  if (passkeyRpId === undefined || passkeyRpId === domain?.name || isNameOfApi(passkeyRpId)) return;
  if (passkeyOrigins.length > 0 || domain === undefined) {
    annotations.addWarningV2(
      'sekisho:relatedOriginsElsewhere',
      `Browsers ask https://${passkeyRpId}/.well-known/webauthn which other sites may use these passkeys, and that is not this stage: ` +
        'serve there what it answers at that path.',
    );
  }
}
