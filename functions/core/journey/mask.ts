import type { Method } from '../verify/credential.ts';

/**
 * `a•••@example.com`: enough to know one's own, too little to learn a stranger's. A directory may hold a text that is no
 * address; nothing of it is shown.
 */
export function maskEmail(address: string): string {
  const parts = /(.).*(@.*)/su.exec(address);
  return parts === null ? '•••' : `${parts[1]}•••${parts[2]}`;
}

/** Where a message went; nothing for what was not sent. */
export function maskedAddress(method: Method, address: string | undefined): string {
  if (address === undefined) return '';
  return method === 'email' ? maskEmail(address) : maskPhone(address);
}

/** `••• 5678`: the last four digits. */
export function maskPhone(number: string): string {
  return `••• ${number.slice(-4)}`;
}
