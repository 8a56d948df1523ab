import type { Language } from '../messages/texts.ts';

export interface Message {
  readonly channel: 'email' | 'sms';
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
  readonly language: Language;
}

/** `unknown`: no answer came, so the message may be under way; it must not be sent a second time. */
export type DeliveryOutcome = 'delivered' | 'refused' | 'unknown';

export interface Courier {
  deliver(message: Message, gateway: { readonly url: string } | undefined): Promise<DeliveryOutcome>;
}
