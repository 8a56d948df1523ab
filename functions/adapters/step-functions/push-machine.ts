import {
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { PushMachine } from '../../core/ports/push.ts';
import type { Log } from '../../http/log.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';

/** Starts the machine that waits. Its execution is named after the challenge, so it can be started once only. */
export function machineStarter(
  stateMachineArn: string,
  sfn = new SFNClient(CLIENT_TIMEOUTS),
): Pick<PushMachine, 'start'> {
  return {
    async start(execution) {
      const input = JSON.stringify(execution);
      await sfn.send(new StartExecutionCommand({ stateMachineArn, name: execution.challengeId, input }));
    },
  };
}

/** Wakes the machine. It learns that there is an answer, not which: that it reads from the challenge. */
export function machineWaker(log: Log, sfn = new SFNClient(CLIENT_TIMEOUTS)): Pick<PushMachine, 'wake'> {
  return {
    async wake(taskToken) {
      try {
        await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
      } catch (error) {
        const isOver = [TaskTimedOut, TaskDoesNotExist, InvalidToken].some((kind) => error instanceof kind);
        if (!isOver) log('warn', 'PUSH_WAKE_FAILED', { error: error instanceof Error ? error.name : typeof error });
      }
    },
  };
}
