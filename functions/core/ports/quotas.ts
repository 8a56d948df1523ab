import type { UserKey } from '../directory/user.ts';

/** What is counted, and for whom. */
export type QuotaUse =
  | { readonly kind: 'client-requests'; readonly client: UserKey }
  /** Of a help desk, which may not list users. */
  | { readonly kind: 'searches'; readonly user: UserKey }
  | { readonly kind: 'domain-sends'; readonly domain: string }
  /** To addresses that the directory does not have for this user. */
  | { readonly kind: 'new-address-sends'; readonly user: UserKey }
  /** Of this user, for an account that is linked to his. */
  | { readonly kind: 'helping-sessions'; readonly user: UserKey }
  /** Of what this user has found again. */
  | { readonly kind: 'found-factors'; readonly user: UserKey }
  /** Of the help desk for this user. */
  | { readonly kind: 'bypass-codes'; readonly user: UserKey };

interface QuotaWindow {
  readonly limit: number;
  /** Windows of this length follow one another; each begins at nothing. */
  readonly windowMs: number;
  readonly nowMs: number;
}

/** Budgets that time alone gives back. */
export interface Quotas {
  /** Counts one more use, unless there were `limit` in this window already: one conditional write. */
  count(use: QuotaUse, window: QuotaWindow): Promise<'counted' | 'blocked'>;
}
