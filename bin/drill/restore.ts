import { backUp, openDrill, type Service } from './two-tables.ts';

/**
 * `npm run drill:restore`: takes a backup of a table in use, goes on using it, and puts the service on the backup, over the AWS of `npm start`. It
 * prints what came back with the backup. docs/backup.md says what to do on AWS.
 */
interface Line {
  readonly what: string;
  readonly cameBack: boolean;
}

async function main(): Promise<number> {
  const drill = await openDrill();
  try {
    const live = await drill.serve(drill.table);
    const before = await live.prepareForBackup();
    const copied = await backUp(drill);
    console.log(`Backup: ${copied} items.`);
    await useOn(live, before);
    await live.stop();
    const restored = await drill.serve(drill.copy);
    const lines = await whatCameBack(restored, before);
    for (const { what, cameBack } of lines) console.log(`${cameBack ? 'came back  ' : 'stayed away'}  ${what}`);
    await restored.stop();
    return lines.every(({ cameBack }) => cameBack) ? 0 : 1;
  } finally {
    await drill.close();
  }
}

type Before = Awaited<ReturnType<Service['prepareForBackup']>>;

/** What happens between the backup and the moment at which it is needed. */
async function useOn(live: Service, { pins }: Before): Promise<void> {
  await live.must(200, live.check(pins.used), 'the PIN is right');
  await live.must(204, live.administer('DELETE', '/mfa/v1/users/mallory'), 'mallory is deleted');
  const changed = { password: 'seven lamps at the gate' };
  await live.must(200, live.administer('PATCH', '/mfa/v1/users/keiko', changed), 'the password is changed');
  const settings = '/mfa/v1/domains/DefaultDomain/settings';
  await live.must(200, live.administer('PUT', settings, { MaxAttempts: 3 }), 'the settings are changed');
}

async function whatCameBack(restored: Service, { pins, oldPassword }: Before): Promise<Line[]> {
  const mallory = await restored.administer('GET', '/mfa/v1/users/mallory');
  const settings = await restored.administer('GET', '/mfa/v1/domains/DefaultDomain/settings');
  const old = await restored.call('POST', '/oauth2/rest/resources/secretkey', `keiko:${oldPassword}`);
  const again = await restored.check(pins.used);
  return [
    { what: 'a user who was deleted', cameBack: mallory.status === 200 },
    { what: 'settings as they were', cameBack: !/"MaxAttempts":\{"value":3\b/.test(settings.text) },
    { what: 'a password that was changed', cameBack: old.status !== 401 },
    { what: 'a PIN that was used, as good as new', cameBack: again.status === 200 },
  ];
}

process.exit(await main());
