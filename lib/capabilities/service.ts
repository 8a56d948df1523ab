import type { ServiceFunctions } from '../service-functions.ts';

/** What says of the service itself that it is there, and what it can do. */
export function serveService(functions: ServiceFunctions): void {
  functions.serve('health', 'Says that the service answers', () => ({}));
  functions.serve('openapi', 'Serves the OpenAPI document', () => ({}));
  functions.serve('related-origins', 'Names the sites that may use our passkeys', () => functions.relatedOrigins);
}
