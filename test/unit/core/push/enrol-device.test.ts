import { describe, expect, it } from 'vitest';
import { enrolDevice } from '../../../../functions/core/push/enrol-device.ts';
import { formatEnrolmentCode, hashEnrolmentCode } from '../../../../functions/core/push/enrolment-code.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { enrolling, USER } from '../enrol/world.ts';
import { KEYS, NOW_MS } from '../stubs.ts';

const TEN_MINUTES_MS = 600_000;

describe('the code for a device', () => {
  it('stands with its user as a hash, for ten minutes, and says who made it', async () => {
    const { deps, beginEnrolment, codes } = enrolling();
    const outcome = await enrolDevice(deps, resolveSettings({}), USER, { by: 'client' });
    if (outcome.kind !== 'code') throw new Error(outcome.reason);
    expect(formatEnrolmentCode(outcome.code)).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    expect(outcome.expiresAtMs).toBe(NOW_MS + TEN_MINUTES_MS);
    const hash = hashEnrolmentCode(KEYS, outcome.code);
    const code = { hash, by: 'client', expiresAtMs: NOW_MS + TEN_MINUTES_MS };
    expect(beginEnrolment.mock.calls[0]?.[1]).toMatchObject({ enrolment: { code } });
    expect(codes).toContainEqual([hash, expect.objectContaining({ user: USER, expiresAtMs: code.expiresAtMs })]);
  });

  it('is not made where pushes are switched off', async () => {
    const { deps, beginEnrolment } = enrolling();
    const refused = await enrolDevice(deps, resolveSettings({ Push_Enabled: false }), USER, { by: 'client' });
    expect(refused).toEqual({ kind: 'refused', reason: 'FACTOR_DISABLED' });
    expect(beginEnrolment).not.toHaveBeenCalled();
  });

  it('is shown to nobody when it was not stored', async () => {
    const { deps, codes } = enrolling({ begin: 'blocked' });
    expect(await enrolDevice(deps, resolveSettings({}), USER, { by: 'password' })).toEqual({
      kind: 'refused',
      reason: 'TOO_MANY_REQUESTS',
    });
    expect(codes).toEqual([]);
  });
});
