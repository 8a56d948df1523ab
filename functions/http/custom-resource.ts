import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

export interface CustomResourceDependencies {
  /** Puts the answer where CloudFormation waits for it. */
  readonly respond: (responseUrl: string, answer: object) => Promise<void>;
}

interface Fulfilment {
  /** Does what is asked and answers the id of the resource; a new id makes CloudFormation delete the old one afterwards. */
  readonly fulfil: (event: CloudFormationCustomResourceEvent) => Promise<string>;
  /** What the operator reads in the events of the stack. */
  readonly reasonOf?: (error: unknown) => string;
  /** The stack shows nothing of what was answered. */
  readonly isHidden?: boolean;
}

/** A resource that was never made has this id, so that its deletion after a failed creation touches nothing. */
const NOT_CREATED = 'not-created';

/**
 * A custom resource of the stacks. CloudFormation waits up to an hour for an answer, so each path ends in one.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export function customResource(
  { respond }: CustomResourceDependencies,
  { fulfil, reasonOf = nameAndMessage, isHidden = false }: Fulfilment,
): (event: CloudFormationCustomResourceEvent) => Promise<void> {
  return async (event) => {
    const { ResponseURL, StackId, RequestId, LogicalResourceId } = event;
    const answer = { StackId, RequestId, LogicalResourceId, ...(isHidden ? { NoEcho: true } : {}) };
    const idBefore = 'PhysicalResourceId' in event ? event.PhysicalResourceId : NOT_CREATED;
    try {
      const id = await fulfil(event);
      await respond(ResponseURL, { ...answer, Status: 'SUCCESS', PhysicalResourceId: id });
    } catch (error) {
      const failed = { Status: 'FAILED', PhysicalResourceId: idBefore, Reason: reasonOf(error) };
      await respond(ResponseURL, { ...answer, ...failed });
    }
  };
}

/** For where no secret is near: the reason of AWS is what the operator needs. */
function nameAndMessage(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
}
