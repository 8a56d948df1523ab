import type { Settings } from '../settings/resolve.ts';

/** The operator's own gateway of messages; undefined where they leave through SES and SNS. */
export function gatewayOf({ UmsAvailable, UmsClientUrl }: Settings): { readonly url: string } | undefined {
  return UmsAvailable && UmsClientUrl !== '' ? { url: UmsClientUrl } : undefined;
}
