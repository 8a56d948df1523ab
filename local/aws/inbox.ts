/** Where the messages end up that SES and SNS would have delivered. */

export interface SentMessage {
  channel: 'email' | 'sms' | 'push';
  /** Mail address, phone number, or ARN of the platform endpoint. */
  to: string;
  subject?: string;
  text: string;
  /** ISO 8601. */
  at: string;
}

export interface Inbox {
  /** Newest first. */
  list(to?: string): SentMessage[];
  clear(): void;
  deliver(message: Omit<SentMessage, 'at'>): void;
}

/** Bounds the memory of a long benchmark; nobody looks further back. */
const MAX_MESSAGES = 10_000;

export function createInbox(): Inbox {
  let messages: SentMessage[] = [];
  return {
    list: (to) => messages.filter((message) => to === undefined || sameAddress(message.to, to)).reverse(),
    clear: () => {
      messages = [];
    },
    deliver: (message) => {
      messages.push({ ...message, at: new Date().toISOString() });
      if (messages.length > MAX_MESSAGES) messages.shift();
    },
  };
}

/** The switch of delivery-failure tests: these recipients are always refused, with the error that AWS would give. */
export function isRefusedRecipient(to: string): boolean {
  return to === '+14155550100' || to.toLowerCase().endsWith('@bounce.invalid');
}

function sameAddress(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
