import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import type { Session } from '../../../../functions/core/sessions/session.ts';
import { ALICE, NOW_MS } from '../stubs.ts';

/** A session of alice in the middle of its life. */
export const SESSION: Session = {
  id: 'A'.repeat(32),
  user: { domain: 'D', userId: 'alice' },
  epoch: epochOf(ALICE),
  application: 'demo',
  client: { domain: 'D', userId: 'demo-app' },
  returnUrl: 'https://app.example/',
  purpose: 'verify',
  createdAtMs: NOW_MS - 60_000,
  expiresAtMs: NOW_MS + 540_000,
  proven: [],
  challenges: {},
  resultTaken: false,
};
