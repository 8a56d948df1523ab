import { type Language, languageOf } from '../messages/languages.ts';

/** What a phone shows. */
export interface PushText {
  readonly title: string;
  readonly body: string;
}

/** A locked screen shows these: no name, no digits, nothing of the sign-in (NIST SP 800-63B-4 3.1.3.1). */
const TEXTS: Readonly<Record<Language, PushText>> = {
  en: { title: 'Sign-in request', body: 'Open the app to see it and to answer.' },
  ja: { title: 'サインインの確認', body: 'アプリを開いて内容を確認し、回答してください。' },
};

/**
 * The text of a push for every platform, as SNS takes it with MessageStructure `json`: one JSON text per platform
 * (FCM in its HTTP v1 form, where data values are strings).
 */
export function pushMessage(challengeId: string, languageTag: string): string {
  return forPlatforms(TEXTS[languageOf(languageTag)], { challengeId });
}

/** A push that only tells something; the device has nothing to answer. */
export function pushNotice(text: PushText): string {
  return forPlatforms(text, {});
}

function forPlatforms({ title, body }: PushText, data: Readonly<Record<string, string>>): string {
  const apns = JSON.stringify({ aps: { alert: { title, body }, sound: 'default' }, ...data });
  const fcm = JSON.stringify({
    fcmV1Message: { message: { notification: { title, body }, data, android: { priority: 'HIGH' } } },
  });
  return JSON.stringify({ default: body, APNS: apns, APNS_SANDBOX: apns, GCM: fcm });
}
