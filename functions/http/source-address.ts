import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** Our CloudFront writes the address of the viewer here, over whatever the viewer sent. */
const VIEWER_HEADER = 'x-sekisho-viewer';

/** What the edge guard adds to a request that it lets in; the types of API Gateway do not know authorizers here. */
type Guarded = APIGatewayProxyEventV2['requestContext'] & {
  readonly authorizer?: { readonly lambda?: { readonly throughEdge?: unknown } };
};

/**
 * The network address that a call came from. Behind CloudFront the caller of API Gateway is CloudFront, so that the address is in
 * a header; it counts only where the edge guard has found that the call came that way, because anyone can send a header.
 */
export function sourceAddressOf({ requestContext, headers }: APIGatewayProxyEventV2): string {
  const { authorizer }: Guarded = requestContext;
  const viewer = authorizer?.lambda?.throughEdge === true ? headers[VIEWER_HEADER] : undefined;
  return viewer ?? requestContext.http.sourceIp;
}
