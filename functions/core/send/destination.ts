import { parsePhone } from '../identity/phone.ts';
import type { Account } from '../identity/user.ts';
import { type Language, languageOf } from '../messages/languages.ts';
import type { Settings } from '../settings/resolve.ts';
import type { CreateOtpRequest } from './otp-request.ts';

/** Where a PIN goes: to an address, or back to the caller who delivers it himself. */
export type Destination =
  | { readonly channel: 'email' | 'sms'; readonly address: string; readonly language: Language }
  | { readonly channel: 'caller' };

type NoDestination = 'disabled' | 'missing' | 'phone-invalid';

export function destinationOf(
  settings: Settings,
  request: Pick<CreateOtpRequest, 'channel' | 'email' | 'phone'>,
  account: Account,
): Destination | NoDestination {
  const language = languageOf(account.language);
  switch (request.channel) {
    case 'email': {
      if (!settings.Email_Enabled) return 'disabled';
      const address = request.email ?? account.attributes[settings.EmailField];
      return address === undefined ? 'missing' : { channel: 'email', address, language };
    }
    case 'sms': {
      if (!settings.Sms_Enabled) return 'disabled';
      const number = request.phone ?? account.attributes[settings.PhoneField];
      if (number === undefined) return 'missing';
      const address = parsePhone(number, settings.DefaultCountry);
      // A number in the directory that is none is no factor; a number in the request is the caller's mistake.
      if (address === undefined) return request.phone === undefined ? 'missing' : 'phone-invalid';
      return { channel: 'sms', address, language };
    }
    default:
      return { channel: 'caller' };
  }
}
