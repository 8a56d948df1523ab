/** What the definition names: resolved by CloudFormation, so mostly tokens. */
interface PushDefinitionProps {
  readonly tableName: string;
  /** The function that makes a challenge for an execution that another state machine started. */
  readonly startFunctionArn: string;
}

const CHALLENGE_KEY = {
  pk: { 'S.$': "States.Format('CHALLENGE#{}', $.challengeId)" },
  sk: { S: 'CHALLENGE' },
} as const;

const RETRY = { IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 5 } as const;

/**
 * The push machine in the Amazon States Language. The challenge item is the truth: an answer is written there by the
 * function that checked it, and the machine only waits for it. Whatever ends the waiting (an answer, the time, an answer
 * that was there before the token) leads to `Close`, which in one write keeps the answer or else writes `expired`, and
 * returns what then stands there. So the output of the machine, its event and the table cannot disagree.
 */
export function pushDefinition({ tableName, startFunctionArn }: PushDefinitionProps): object {
  return {
    Comment: 'Pushes a challenge to the devices of a user and waits for the answer',
    StartAt: 'Begin',
    TimeoutSeconds: 900,
    States: {
      Begin: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.challengeId', IsPresent: true, Next: 'Publish' },
          { Variable: '$.refusal', IsPresent: true, Next: 'Refused' },
        ],
        Default: 'CreateChallenge',
      },
      CreateChallenge: {
        Type: 'Task',
        Comment: 'Only in an execution that another state machine started',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: startFunctionArn, 'Payload.$': '$' },
        OutputPath: '$.Payload',
        TimeoutSeconds: 15,
        Retry: [{ ...RETRY, ErrorEquals: ['Lambda.TooManyRequestsException', 'Lambda.ServiceException'] }],
        Next: 'Begin',
      },
      Refused: { Type: 'Fail', ErrorPath: '$.refusal.error', CausePath: '$.refusal.cause' },
      Publish: publish(),
      AwaitAnswer: awaitAnswer(tableName),
      Close: close(tableName),
      Announce: announce(),
    },
  };
}

/** A push that fails (disabled, throttled) fails nothing: the device can pull. */
function publish(): object {
  return {
    Type: 'Map',
    ItemsPath: '$.targets',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'INLINE' },
      StartAt: 'PushToDevice',
      States: {
        PushToDevice: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:sns:publish',
          Parameters: { 'TargetArn.$': '$.endpointArn', 'Message.$': '$.message', MessageStructure: 'json' },
          TimeoutSeconds: 10,
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'NotReached' }],
          End: true,
        },
        NotReached: { Type: 'Pass', End: true },
      },
    },
    ResultPath: null,
    Next: 'AwaitAnswer',
  };
}

/**
 * An answer that was faster than this write makes its condition fail, which ends the waiting, as its time-out does. A
 * table that fails in whatever other way must not: the person would find his push expired at once.
 */
function awaitAnswer(tableName: string): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
    Parameters: {
      TableName: tableName,
      Key: CHALLENGE_KEY,
      UpdateExpression: 'SET taskToken = :token',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(outcome)',
      ExpressionAttributeValues: { ':token': { 'S.$': '$$.Task.Token' } },
    },
    TimeoutSecondsPath: '$.timeoutSeconds',
    Retry: [
      { ErrorEquals: ['DynamoDb.ConditionalCheckFailedException', 'States.Timeout'], MaxAttempts: 0 },
      { ...RETRY, ErrorEquals: ['States.ALL'] },
    ],
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Close' }],
    ResultPath: null,
    Next: 'Close',
  };
}

function close(tableName: string): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem',
    Parameters: {
      TableName: tableName,
      Key: CHALLENGE_KEY,
      UpdateExpression:
        'SET outcome = if_not_exists(outcome, :expired), #reason = if_not_exists(#reason, :none), ' +
        'answeredAt = if_not_exists(answeredAt, :now) REMOVE taskToken',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#reason': 'reason' },
      ExpressionAttributeValues: {
        ':expired': { S: 'expired' },
        ':none': { S: 'none' },
        ':now': { 'S.$': '$$.State.EnteredTime' },
      },
      ReturnValues: 'ALL_NEW',
    },
    TimeoutSeconds: 30,
    ResultSelector: {
      answer: {
        'status.$': '$.Attributes.outcome.S',
        'challengeId.$': '$.Attributes.challengeId.S',
        'answeredAt.$': '$.Attributes.answeredAt.S',
      },
      detail: {
        'domain.$': '$.Attributes.domain.S',
        'userId.$': '$.Attributes.userId.S',
        'appName.$': '$.Attributes.appName.S',
        'challengeId.$': '$.Attributes.challengeId.S',
        'status.$': '$.Attributes.outcome.S',
        'reason.$': '$.Attributes.reason.S',
        'answeredAt.$': '$.Attributes.answeredAt.S',
      },
    },
    Retry: [{ ...RETRY, ErrorEquals: ['States.ALL'] }],
    Next: 'Announce',
  };
}

function announce(): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::events:putEvents',
    Parameters: {
      Entries: [{ Source: 'sekisho', DetailType: 'Push Challenge Answered', 'Detail.$': '$.detail' }],
    },
    TimeoutSeconds: 30,
    Retry: [{ ...RETRY, ErrorEquals: ['States.ALL'] }],
    ResultPath: null,
    OutputPath: '$.answer',
    End: true,
  };
}
