import { attributeOf } from '../directory/attribute.ts';
import { parseMailAddress } from '../directory/mail-address.ts';
import { parsePhone } from '../directory/phone.ts';
import type { Account } from '../directory/user.ts';
import { type Language, languageOf } from '../messages/languages.ts';
import type { Settings } from '../settings/resolve.ts';
import type { ClientOtpRequest, PageOtpRequest } from './otp-request.ts';

interface Address {
  readonly channel: 'email' | 'sms';
  readonly address: string;
  readonly language: Language;
}

/** Where a PIN goes: to an address, or back to the caller who delivers it himself. */
export type Destination = Address | { readonly channel: 'caller' };

type NoDestination = 'disabled' | 'missing' | 'phone-invalid';

type Asked =
  | Pick<ClientOtpRequest, 'by' | 'channel' | 'email' | 'phone'>
  | Pick<PageOtpRequest, 'by' | 'channel' | 'newAddress' | 'language'>;
type Instead = Partial<Pick<ClientOtpRequest, 'email' | 'phone'> & Pick<PageOtpRequest, 'language'>>;

export function destinationOf(settings: Settings, request: Asked, account: Account): Destination | NoDestination {
  const { channel } = request;
  switch (channel) {
    case 'email':
    case 'sms':
      return addressOf(settings, channel, account, namedInstead(request));
    default:
      return { channel: 'caller' };
  }
}

/** What the request says that stands in for what the directory says. */
function namedInstead(request: Asked): Instead {
  if (request.by === 'client') return { email: request.email, phone: request.phone };
  const { language, newAddress } = request;
  return request.channel === 'email' ? { language, email: newAddress } : { language, phone: newAddress };
}

/** Whether the request itself says where the code goes: who chooses that may be the one who reads it. */
export function namesItsAddress(request: Asked): boolean {
  const { email, phone } = namedInstead(request);
  return (request.channel === 'email' ? email : phone) !== undefined;
}

/** An address of the directory, or the one of `instead`. */
export function addressOf(
  settings: Settings,
  channel: Address['channel'],
  account: Account,
  instead: Instead = {},
): Address | NoDestination {
  const language = instead.language ?? languageOf(account.language);
  switch (channel) {
    case 'email': {
      if (!settings.Email_Enabled) return 'disabled';
      // What stands in the directory and is no address is no factor; that of a request was judged at the edge.
      const address = instead.email ?? parseMailAddress(provenOf(account, settings.EmailField) ?? '');
      return address === undefined ? 'missing' : { channel, address, language };
    }
    case 'sms': {
      if (!settings.Sms_Enabled) return 'disabled';
      const number = instead.phone ?? provenOf(account, settings.PhoneField);
      if (number === undefined) return 'missing';
      const address = parsePhone(number, settings.DefaultCountry);
      // A number in the directory that is none is no factor; a number in the request is the caller's mistake.
      if (address === undefined) return instead.phone === undefined ? 'missing' : 'phone-invalid';
      return { channel, address, language };
    }
  }
}

/** Whether an address would be a way in here if it was not somebody else who put it there. */
export function hasUnprovenAddress(settings: Settings, account: Account): boolean {
  return (['email', 'sms'] as const).some(
    (channel) =>
      typeof addressOf(settings, channel, account) === 'string' &&
      typeof addressOf(settings, channel, { ...account, unproven: [] }) === 'object',
  );
}

/** What somebody else put in the place of an address is none of the person's until it was shown to be. */
function provenOf({ attributes, unproven = [] }: Account, field: string): string | undefined {
  return unproven.includes(field) ? undefined : attributeOf(attributes, field);
}
