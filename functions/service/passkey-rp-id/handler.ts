import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { assertNever } from '../../core/assert-never.ts';
import { lostRpIds } from '../../core/passkeys/lost-rp-ids.ts';
import { PasskeyRpIdRequest } from './contract.ts';

interface PasskeyRpIdDependencies {
  /** The RP IDs of which there was ever a passkey. */
  readonly made: () => Promise<readonly string[]>;
  /** Puts the answer where CloudFormation waits for it. */
  readonly respond: (responseUrl: string, answer: object) => Promise<void>;
}

/** A resource that was never made has this id. */
const NOT_CREATED = 'not-created';

/**
 * The custom resource behind the RP ID of a stage. Its id is the RP ID, and functions have theirs from it: where it refuses, none of them is
 * changed. It keeps nothing itself, so that a service stack which is made anew is asked as well as one that changes.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export function passkeyRpIdHandler(
  deps: PasskeyRpIdDependencies,
): (event: CloudFormationCustomResourceEvent) => Promise<void> {
  return async (event) => {
    const { ResponseURL, StackId, RequestId, LogicalResourceId } = event;
    const answer = { StackId, RequestId, LogicalResourceId };
    const idBefore = 'PhysicalResourceId' in event ? event.PhysicalResourceId : NOT_CREATED;
    try {
      const id = await fulfil(deps, PasskeyRpIdRequest.parse(event));
      await deps.respond(ResponseURL, { ...answer, Status: 'SUCCESS', PhysicalResourceId: id });
    } catch (error) {
      // No secret is near: the reason is what the operator needs.
      const Reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
      await deps.respond(ResponseURL, { ...answer, Status: 'FAILED', PhysicalResourceId: idBefore, Reason });
    }
  };
}

class PasskeysWouldBeLost extends Error {
  override readonly name = 'PasskeysWouldBeLost';
}

async function fulfil({ made }: PasskeyRpIdDependencies, request: PasskeyRpIdRequest): Promise<string> {
  switch (request.RequestType) {
    case 'Create':
    case 'Update': {
      const { RpId: wanted, GivenUp: givenUp } = request.ResourceProperties;
      const lost = lostRpIds({ made: await made(), wanted, givenUp });
      if (lost.length > 0) throw new PasskeysWouldBeLost(sentence(wanted, lost));
      return wanted;
    }
    case 'Delete':
      return request.PhysicalResourceId;
    default:
      return assertNever(request);
  }
}

function sentence(wanted: string, lost: readonly string[]): string {
  return (
    `people have passkeys of ${lost.join(', ')}, which no browser finds under the RP ID ${wanted}. Keep them with passkeyRpId, or ` +
    `lose them for good with "passkeyRpIdsGivenUp": ${JSON.stringify(lost)} (docs/deploy.md, "Where passkeys live").`
  );
}
