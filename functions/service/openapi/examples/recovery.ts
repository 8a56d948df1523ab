import type { Examples } from './example.ts';

const RESET = {
  state: 'waiting',
  startedBy: 'person',
  requestedAt: '2026-11-28T00:10:00.000Z',
  readyAt: '2026-11-29T00:10:00.000Z',
  until: '2026-11-30T00:10:00.000Z',
};

export const RECOVERY_EXAMPLES: Examples = {
  getResetOfUser: { answer: RESET },
  startResetOfUser: {
    request: { reason: 'Called from the phone number in his file; ticket 4711' },
    answer: { ...RESET, startedBy: 'help-desk' },
  },
  shortenResetOfUser: {
    request: { reason: 'Came to the desk with his passport; ticket 4711' },
    answer: { ...RESET, shorteningProposedBy: 'DefaultDomain/admin' },
  },
};
