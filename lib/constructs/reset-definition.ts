interface ResetDefinitionProps {
  /** The function that looks whether the reset still waits, and tells its person. */
  readonly noticeFunctionArn: string;
}

const RETRY = { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 2, MaxAttempts: 5 } as const;

/**
 * The later notices of one reset in the Amazon States Language. It decides nothing: what a reset allows stands in the
 * credential of its person and is compared with the clock there. Its input names nobody; the ticket leads the function to
 * the person. A notice at half time that fails costs the last one nothing.
 */
export function resetDefinition({ noticeFunctionArn }: ResetDefinitionProps): object {
  const tell = (notice: 'half' | 'ready') => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: {
      FunctionName: noticeFunctionArn,
      Payload: {
        notice,
        'ticket.$': '$.ticket',
        'requestedAtMs.$': '$.requestedAtMs',
        'readyAtMs.$': '$.readyAtMs',
      },
    },
    ResultSelector: { 'waits.$': '$.Payload.waits' },
    ResultPath: '$.told',
    TimeoutSeconds: 30,
    Retry: [RETRY],
  });
  return {
    Comment: 'Reminds a person of a reset of his factors: at half time and when it is ready',
    StartAt: 'Begin',
    States: {
      Begin: {
        Type: 'Choice',
        Choices: [{ Variable: '$.halfAt', IsPresent: true, Next: 'UntilHalf' }],
        Default: 'UntilReady',
      },
      UntilHalf: { Type: 'Wait', TimestampPath: '$.halfAt', Next: 'TellHalf' },
      TellHalf: {
        ...tell('half'),
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'UntilReady' }],
        Next: 'IsWaiting',
      },
      IsWaiting: {
        Type: 'Choice',
        Choices: [{ Variable: '$.told.waits', BooleanEquals: false, Next: 'Over' }],
        Default: 'UntilReady',
      },
      UntilReady: { Type: 'Wait', TimestampPath: '$.readyAt', Next: 'TellReady' },
      TellReady: { ...tell('ready'), Next: 'Over' },
      Over: { Type: 'Succeed' },
    },
  };
}
