import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { sourceAddressOf } from '../../../functions/http/source-address.ts';

function eventWith(headers: Record<string, string>, authorizer?: object): APIGatewayProxyEventV2 {
  const requestContext = { http: { sourceIp: '192.0.2.1' }, ...(authorizer && { authorizer }) };
  return { headers, requestContext } as unknown as APIGatewayProxyEventV2;
}

const VIEWER = { 'x-sekisho-viewer': '203.0.113.7' };

describe('the address of a call', () => {
  test('is that of the connection', () => {
    expect(sourceAddressOf(eventWith({}))).toBe('192.0.2.1');
  });

  test('is what CloudFront wrote, once the guard has found that it was CloudFront', () => {
    expect(sourceAddressOf(eventWith(VIEWER, { lambda: { throughEdge: true } }))).toBe('203.0.113.7');
  });

  test.each([
    ['nobody has checked', undefined],
    ['the guard says nothing', { lambda: {} }],
    ['another authorizer speaks', { lambda: { throughEdge: 'true' } }],
    ['there is a token', { jwt: {} }],
  ])('is not believed to a header while %s', (_case, authorizer) => {
    expect(sourceAddressOf(eventWith(VIEWER, authorizer))).toBe('192.0.2.1');
  });
});
