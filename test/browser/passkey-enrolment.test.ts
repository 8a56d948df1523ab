/** Passkeys are added, named, removed and kept on the pages of a real browser with an authenticator of its own. */
import { expect, it } from 'vitest';
import {
  atReturn,
  makePasskey,
  newOwner,
  noticesTo,
  open,
  openList,
  passkeyButton,
  passkeyNote,
  passkeyStage,
  title,
  usePasskey,
} from './passkey-people.ts';
import { newAuthenticator, newPerson, resultOf, typeCode } from './people.ts';
import { addAuthenticator } from './virtual-authenticator.ts';

const stage = passkeyStage();
const rows = '.mine b';

it('the first passkey of a person is made, used once and is his way in', async () => {
  const { client } = stage;
  const page = await stage.newPage();
  const authenticator = await addAuthenticator(page);
  const { userId } = await newPerson([]);
  const url = await open(stage, page, userId, { purpose: 'enrol' });
  expect(await page.locator('.note').textContent()).toContain('We recommend a passkey');
  await makePasskey(page);
  expect(await page.locator('.good').textContent()).toContain('passkey was added');
  expect(await page.locator('.lead').textContent()).toContain('Use it once now');
  expect(await page.locator(rows).count(), 'no list before the first use').toBe(0);
  await usePasskey(page);
  expect(await page.locator(rows).allTextContents()).toEqual(['Passkey Just used']);
  expect(await page.locator('.mine').innerText()).toMatch(/Passkey added on Linux[\s\S]*Last used on[\s\S]*Synced/);
  await page.getByRole('button', { name: 'Done' }).click();
  await atReturn(page);
  expect(await resultOf(client, url)).toBe('verified');
  expect(await authenticator.credentialIds()).toHaveLength(1);
});

it('a passkey beside an authenticator app is added after a code of that app, and is the first way in from its first use on', async () => {
  const { client } = stage;
  const page = await stage.newPage();
  await addAuthenticator(page);
  const person = await newPerson(['mail']);
  const codeAt = await newAuthenticator(client, person);
  const url = await open(stage, page, person.userId, { purpose: 'enrol' });
  await page.goto(`${url}/add-passkey`);
  expect(await title(page), 'nothing before a proof').toBe('Verify it’s you');
  await page.goto(`${url}/totp`);
  await typeCode(page, codeAt());
  await makePasskey(page);
  expect(await page.locator(rows).allTextContents()).toEqual(['Passkey', 'Authenticator app Just used', 'E-mail']);
  expect(noticesTo(client, person.mail)).toMatch(/have changed: [\s\S]*Added: passkey/);
  const signIn = await open(stage, page, person.userId);
  await passkeyButton(page).click();
  await atReturn(page);
  expect(await resultOf(client, signIn)).toBe('verified');
  await open(stage, page, person.userId);
  expect(await page.locator('.way b').first().textContent()).toContain('Passkey');
});

it('a device that has a passkey makes no second one, and says so', async () => {
  const page = await stage.newPage();
  const owner = await newOwner(page);
  await openList(stage, page, owner);
  await page.locator('form[action$="/add-passkey"] button').click();
  await passkeyButton(page).click();
  await expect.poll(() => passkeyNote(page).textContent()).toContain('on this device or key already');
  expect(await page.getByRole('link', { name: 'Back' }).count()).toBe(1);
  expect(await owner.authenticator.credentialIds()).toHaveLength(1);
});

it('a second passkey on a key is named like no other and can be renamed', async () => {
  const page = await stage.newPage();
  await openList(stage, page, await newOwner(page));
  await addAuthenticator(page, { transport: 'usb', isSynced: false });
  await makePasskey(page);
  expect(await page.locator('.mine').count()).toBe(3);
  await page.getByRole('link', { name: 'Rename' }).last().click();
  await page.locator('#name').fill('  Blue key \u{1f511}');
  await page.getByRole('button', { name: 'Save' }).click();
  expect(await page.locator('.mine').allInnerTexts()).toEqual([
    expect.stringContaining('Phone'),
    expect.stringMatching(/Blue key \u{1f511}[\s\S]*On one device only/u),
    expect.stringContaining('E-mail'),
  ]);
});

it('a removed passkey goes from the device too, and the others stay', async () => {
  const page = await stage.newPage();
  const owner = await newOwner(page);
  await openList(stage, page, owner);
  const key = await addAuthenticator(page, { transport: 'usb', isSynced: false });
  await makePasskey(page);
  await page.getByRole('link', { name: /Remove: Phone/ }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  expect(await page.locator('.good').textContent()).toContain('was removed');
  await expect.poll(() => owner.authenticator.credentialIds()).toEqual([]);
  expect(await key.credentialIds()).toHaveLength(1);
  // It had proven its owner, so another one has to, by a question of its own.
  const asked = page.waitForEvent('load');
  await page.locator('.ways button', { hasText: 'Passkey' }).click();
  await asked;
  await usePasskey(page);
  expect(await page.locator(rows).allTextContents()).toEqual([expect.stringContaining('Passkey'), 'E-mail']);
  expect(noticesTo(stage.client, owner.mail)).toContain('Removed: passkey');
});

it('the last way in is not removed', async () => {
  const page = await stage.newPage();
  const authenticator = await addAuthenticator(page);
  await open(stage, page, (await newPerson([])).userId, { purpose: 'enrol' });
  await makePasskey(page);
  await usePasskey(page);
  await page.getByRole('link', { name: /Remove: / }).click();
  expect(await page.locator('.lead').textContent()).toContain('Add another one first');
  expect(await page.getByRole('button', { name: 'Remove', exact: true }).count()).toBe(0);
  expect(await authenticator.credentialIds()).toHaveLength(1);
});

/** Password managers answer in the place of the browser, and some hand out less than it does. */
it.each([
  [
    'has none of the methods of Level 2',
    () => {
      const prototype: Partial<AuthenticatorAttestationResponse> = AuthenticatorAttestationResponse.prototype;
      delete prototype.getPublicKey;
      delete prototype.getPublicKeyAlgorithm;
      delete prototype.getAuthenticatorData;
      delete prototype.getTransports;
    },
  ],
  [
    'has methods that fail',
    () => {
      const fail = () => {
        throw new TypeError('Illegal invocation');
      };
      const methods = {
        getPublicKey: fail,
        getPublicKeyAlgorithm: fail,
        getAuthenticatorData: fail,
        getTransports: fail,
      };
      Object.assign(AuthenticatorAttestationResponse.prototype, methods);
      Object.assign(PublicKeyCredential.prototype, { toJSON: fail, getClientExtensionResults: fail });
    },
  ],
] as const)('a passkey is added where what answers %s', async (_what, manager) => {
  const page = await stage.newPage();
  await page.addInitScript(manager);
  await addAuthenticator(page);
  await open(stage, page, (await newPerson([])).userId, { purpose: 'enrol' });
  await makePasskey(page);
  await usePasskey(page);
  expect(await title(page)).toBe('Your sign-in methods');
});
