import { dynamodbPasskeyChallenges } from '../../adapters/dynamodb/passkey-challenges.ts';
import { dynamodbPasskeys } from '../../adapters/dynamodb/passkeys.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { tablePorts } from '../../wiring/table-ports.ts';
import { Env } from './env.ts';
import { passkeyChallengesHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = tablePorts(env);

export const handler = passkeyChallengesHandler({
  ...ports,
  passkeys: dynamodbPasskeys(ports.table),
  passkeyChallenges: dynamodbPasskeyChallenges(ports.table),
  courier: messageCourier(env, ports),
  rpId: env.PASSKEY_RP_ID,
});
