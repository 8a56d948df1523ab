import { describe, expect, it } from 'vitest';
import { AUDIT_KINDS } from '../../../functions/core/audit/record.ts';
import { FUNCTIONS } from '../../../functions/deployed-functions.ts';
import type { Endpoint, Operation } from '../../../functions/http/endpoint.ts';

const ENDPOINTS: readonly Endpoint[] = Object.values(FUNCTIONS).flat();
const OPERATIONS = ENDPOINTS.flatMap(({ path, operations }) =>
  Object.entries(operations).map(([method, operation]): [string, string, Operation] => [method, path, operation]),
);

describe('the operations of administrators', () => {
  const changing = OPERATIONS.filter(([method, , { caller }]) => caller === 'administrator' && method !== 'GET');

  it('are found by this test', () => expect(changing.length).toBeGreaterThan(8));

  it.each(changing)('%s %s is recorded', (_method, _path, { audit }) => {
    expect(Object.keys(AUDIT_KINDS)).toContain(audit);
  });
});

describe('what is recorded', () => {
  it.each(OPERATIONS.filter(([, , { audit }]) => audit !== undefined))(
    '%s %s has a caller, so that the record says who',
    (method, _path, { caller }) => {
      expect(caller).not.toBe('anyone');
      expect(method).not.toBe('GET');
    },
  );
});
