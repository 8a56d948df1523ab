import type { Examples } from './example.ts';

const RESET = {
  state: 'waiting',
  startedBy: 'person',
  requestedAt: '2026-11-28T00:10:00.000Z',
  readyAt: '2026-11-29T00:10:00.000Z',
  until: '2026-11-30T00:10:00.000Z',
};

const BYPASS_CODE = {
  codeId: 'mZ3kQw8xT1o',
  reason: 'Called from the phone number in his file; ticket 4711',
  madeBy: 'DefaultDomain/helper',
  madeAt: '2026-11-28T00:10:00.000Z',
  expiresAt: '2026-11-28T01:10:00.000Z',
  usesLeft: 1,
  approved: false,
  usable: false,
};
const APPROVED = {
  ...BYPASS_CODE,
  approved: true,
  approvedBy: 'DefaultDomain/admin',
  approvedAt: '2026-11-28T00:14:00.000Z',
  usable: true,
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
  listBypassCodesOfUser: { answer: { bypassCodes: [APPROVED] } },
  makeBypassCodeForUser: {
    request: { reason: BYPASS_CODE.reason, minutes: 60 },
    answer: { code: '4711081542', ...BYPASS_CODE },
  },
  approveBypassCodeOfUser: { answer: APPROVED },
};
