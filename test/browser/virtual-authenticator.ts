import type { CDPSession, Page } from 'playwright-core';
import type { TestPasskey } from '../http/passkey-client.ts';

export interface Making {
  /** What it makes can be copied to other devices, and is. */
  readonly isSynced?: boolean;
  /** `usb` for a key that a person carries. */
  readonly transport?: 'internal' | 'usb';
}

export interface VirtualAuthenticator {
  /** The ids of the passkeys that it keeps, in base64url. */
  credentialIds(): Promise<string[]>;
  /** Keeps a passkey that was made elsewhere, as a synced one comes to another device. */
  keep(made: TestPasskey): Promise<void>;
  /** Of its only passkey. */
  change(properties: { signCount?: number; backupEligibility?: boolean; backupState?: boolean }): Promise<void>;
  /** What it leaves out of its answers from now on, or writes wrong. */
  override(bits: { isBogusSignature?: boolean; isBadUV?: boolean; isBadUP?: boolean }): Promise<void>;
  /** From now on it refuses whoever uses it, for good: afterwards the person needs another one. */
  refuse(): Promise<void>;
  /** Whether somebody touches it as soon as he is asked; if not, the dialogue of the browser stays open. */
  touch(isTouched: boolean): Promise<void>;
  forget(): Promise<void>;
  /** Takes it away from the browser of this page, with all that it keeps. */
  remove(): Promise<void>;
}

const sessions = new WeakMap<Page, CDPSession>();

/** An authenticator of this page, by Chromium's own protocol; pages of the same browser have their own. */
export async function addAuthenticator(page: Page, making: Making = {}): Promise<VirtualAuthenticator> {
  const { isSynced = true, transport = 'internal' } = making;
  const cdp = await sessionOf(page);
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: isSynced,
      defaultBackupState: isSynced,
    },
  });
  const list = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  return {
    credentialIds: async () => (await list()).map(({ credentialId }) => asUrl(credentialId)),
    async keep({ passkey, authenticator }) {
      const credential = {
        credentialId: asBase64(passkey.credentialId),
        userHandle: asBase64(passkey.userHandle),
        privateKey: authenticator.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
        rpId: passkey.rpId,
        isResidentCredential: true,
        signCount: passkey.signCount,
        backupEligibility: passkey.isBackupEligible,
        backupState: passkey.isBackedUp,
      };
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential });
    },
    async change(properties) {
      const [only, ...others] = await list();
      if (only === undefined || others.length > 0) throw new Error('It does not have exactly one passkey.');
      await cdp.send('WebAuthn.setCredentialProperties', {
        authenticatorId,
        credentialId: only.credentialId,
        ...properties,
      });
    },
    override: async (bits) => void (await cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId, ...bits })),
    refuse: async () => void (await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })),
    touch: async (enabled) =>
      void (await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })),
    forget: async () => void (await cdp.send('WebAuthn.clearCredentials', { authenticatorId })),
    remove: async () => void (await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })),
  };
}

async function sessionOf(page: Page): Promise<CDPSession> {
  const before = sessions.get(page);
  if (before !== undefined) return before;
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  sessions.set(page, cdp);
  return cdp;
}

function asUrl(base64: string): string {
  return Buffer.from(base64, 'base64').toString('base64url');
}

function asBase64(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('base64');
}
