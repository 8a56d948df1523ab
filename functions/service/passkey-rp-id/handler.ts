import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { assertNever } from '../../core/assert-never.ts';
import { lostRpIds } from '../../core/passkeys/lost-rp-ids.ts';
import { type CustomResourceDependencies, customResource } from '../../http/custom-resource.ts';
import { PasskeyRpIdRequest } from './contract.ts';

interface PasskeyRpIdDependencies extends CustomResourceDependencies {
  /** The RP IDs of which there was ever a passkey. */
  readonly made: () => Promise<readonly string[]>;
}

/**
 * The custom resource behind the RP ID of a stage. Its id is the RP ID, and functions have theirs from it: where it refuses, none of them is
 * changed. It keeps nothing itself, so that a service stack which is made anew is asked as well as one that changes.
 */
export function passkeyRpIdHandler(
  deps: PasskeyRpIdDependencies,
): (event: CloudFormationCustomResourceEvent) => Promise<void> {
  return customResource(deps, { fulfil: async (event) => fulfil(deps, PasskeyRpIdRequest.parse(event)) });
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
    `passkeys were made under ${lost.join(', ')}, which no browser finds under the RP ID ${wanted}. Keep them with passkeyRpId, or ` +
    `lose them for good with "passkeyRpIdsGivenUp": ${JSON.stringify(lost)} (docs/deploy.md, "Where passkeys live").`
  );
}
