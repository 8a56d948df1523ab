import type { Epoch } from '../directory/epoch.ts';
import type { Account, UserKey } from '../directory/user.ts';
import { domainInMessage, type ShownDomain } from '../identity-domains/shown-domain.ts';
import { type Language, languageOf } from '../messages/languages.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Devices, PushNotices } from '../ports/push.ts';
import { pushNotice } from '../push/push-message.ts';
import type { Settings } from '../settings/resolve.ts';
import { type AnnounceDependencies, addressesOf, type NoticeAddress, sendAll } from './announce-change.ts';
import { type CancelCode, type CancelCodeDependencies, makeCancelCode } from './cancel-code.ts';
import { type RenderedNotice, renderNotice, timeInZone } from './render-notice.ts';
import { RESET_TEXTS, type ResetEvent } from './reset-texts.ts';

export interface AnnounceResetDependencies extends AnnounceDependencies, CancelCodeDependencies {
  readonly devices: Pick<Devices, 'list'>;
  readonly pushes: PushNotices;
}

/** Whom it is about. */
interface ResetOwner {
  readonly user: UserKey;
  readonly account: Account;
  /** Where another one may read what is sent. */
  readonly lostAddresses: readonly NoticeAddress['channel'][];
  readonly epoch: Epoch;
}

/** From `readyAtMs` to `untilMs` a new factor can be added. `requestedAtMs` names the reset. */
interface ResetTimes {
  readonly requestedAtMs: number;
  readonly readyAtMs: number;
  readonly untilMs: number;
}

/**
 * Tells all addresses and all devices of a person of a reset that can still be stopped, with a code that stops it. The
 * code is made also where nobody can be told: it is what the later notices find the person by.
 */
export async function announceReset(
  deps: AnnounceResetDependencies,
  settings: Settings,
  owner: ResetOwner,
  event: Exclude<ResetEvent, 'done' | 'cancelled'>,
  times: ResetTimes,
  made?: CancelCode,
): Promise<readonly DeliveryOutcome[]> {
  const { code } = made ?? (await makeResetCode(deps, owner, times));
  return tellOfReset(deps, settings, owner, event, { times, code });
}

/** Nothing to anybody until the reset of this instant stands. */
export function makeResetCode(
  deps: CancelCodeDependencies,
  { user, epoch }: Pick<ResetOwner, 'user' | 'epoch'>,
  { requestedAtMs: reset, untilMs: expiresAtMs }: ResetTimes,
): Promise<CancelCode> {
  return makeCancelCode(deps, { user, epoch, expiresAtMs, reset });
}

/** The same of a reset that is over. */
export async function announceResetOver(
  deps: TellDependencies,
  settings: Settings,
  owner: Pick<ResetOwner, 'user' | 'account'>,
  event: 'done' | 'cancelled',
): Promise<readonly DeliveryOutcome[]> {
  return tellOfReset(deps, settings, { ...owner, lostAddresses: [] }, event, undefined);
}

export type TellDependencies = AnnounceDependencies & Pick<AnnounceResetDependencies, 'devices' | 'pushes'>;

interface Standing {
  readonly times: ResetTimes;
  /** Missing in what goes where another one may read it: he could keep the person from his reset. */
  readonly code?: string;
}

/** Addresses that are the person's as far as anybody knows. */
export function trustedAddresses(
  settings: Settings,
  { account, lostAddresses }: Pick<ResetOwner, 'account' | 'lostAddresses'>,
): readonly NoticeAddress[] {
  const fields = { email: settings.EmailField, sms: settings.PhoneField };
  return addressesOf(settings, account).filter(
    ({ channel }) => !lostAddresses.includes(channel) && account.unproven?.includes(fields[channel]) !== true,
  );
}

async function tellOfReset(
  deps: TellDependencies,
  settings: Settings,
  { user, account, lostAddresses }: Omit<ResetOwner, 'epoch'>,
  event: ResetEvent,
  standing: Standing | undefined,
): Promise<readonly DeliveryOutcome[]> {
  const domain = await domainInMessage(deps.domains, user.domain);
  const trusted = trustedAddresses(settings, { account, lostAddresses });
  const others = addressesOf(settings, account).filter(({ to }) => trusted.every((address) => address.to !== to));
  const send = (addresses: readonly NoticeAddress[], told: Standing | undefined) =>
    sendAll(deps, settings, account, addresses, (language) =>
      render(settings, { account, domain }, event, told, { language, nowMs: deps.clock() }),
    );
  const outcomes = await Promise.all([
    send(trusted, standing),
    send(others, standing && { times: standing.times }),
    pushAll(deps, { user, account }, event),
  ]);
  return outcomes.flat();
}

/** A device that is reached by none of this is told nothing: it has no address. */
async function pushAll(
  { devices, pushes }: Pick<AnnounceResetDependencies, 'devices' | 'pushes'>,
  { user, account }: Pick<ResetOwner, 'user' | 'account'>,
  event: ResetEvent,
): Promise<readonly DeliveryOutcome[]> {
  const message = pushNotice(RESET_TEXTS[languageOf(account.language)].events[event].push);
  const targets = (await devices.list(user, account)).flatMap(({ endpointArn }) => endpointArn ?? []);
  return Promise.all(
    targets.map(async (arn) => ((await pushes.publish(arn, message)) ? ('delivered' as const) : ('unknown' as const))),
  );
}

function render(
  settings: Settings,
  { account, domain }: { readonly account: Account; readonly domain: ShownDomain },
  event: ResetEvent,
  standing: Standing | undefined,
  { language, nowMs }: { readonly language: Language; readonly nowMs: number },
): RenderedNotice {
  const texts = RESET_TEXTS[language];
  const { subject, text, smsText } = texts.events[event];
  const time = (atMs: number) => timeInZone(atMs, settings.TimeZone, language);
  const lead = language === 'en' ? '{operator}, {user}: ' : '{operator} {user} ';
  const isStoppable = standing?.code !== undefined;
  const templates = {
    subject,
    text: text + texts.facts + (isStoppable ? texts.stop : texts.over),
    smsText: lead + smsText + (isStoppable ? texts.smsStop : texts.smsOver),
  };
  return renderNotice(settings, { account, domain, language, nowMs }, templates, {
    ...(standing === undefined
      ? {}
      : { code: standing.code ?? '', ready: time(standing.times.readyAtMs), until: time(standing.times.untilMs) }),
  });
}
