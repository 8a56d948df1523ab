import { machineStarter } from '../../adapters/step-functions/push-machine.ts';
import { pushPorts } from '../../wiring/push-ports.ts';
import { Env } from './env.ts';
import { pushChallengesHandler } from './handler.ts';

const env = Env.parse(process.env);

export const handler = pushChallengesHandler({
  ...pushPorts(env),
  machine: machineStarter(env.PUSH_STATE_MACHINE_ARN),
});
