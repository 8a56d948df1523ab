import { describe, expect, it } from 'vitest';
import { announceRemovedPasskey } from '../../../../functions/core/passkeys/announce-removed-passkey.ts';
import type { Message } from '../../../../functions/core/ports/courier.ts';
import { ALICE, NOW_MS } from '../stubs.ts';

const USER = { domain: 'D', userId: 'alice' };

interface World {
  readonly isThere?: boolean;
  readonly hasDomain?: boolean;
  readonly breaks?: boolean;
  readonly generation?: string;
}

async function announce({ isThere = true, hasDomain = true, breaks = false, ...passkey }: World = {}) {
  const { generation = ALICE.generation } = passkey;
  const messages: Message[] = [];
  const outcomes = await announceRemovedPasskey(
    {
      clock: () => NOW_MS,
      users: {
        findAccount: async () => {
          if (breaks) throw new Error('the directory does not answer');
          return isThere ? ALICE : undefined;
        },
      },
      settings: { forDomain: async () => (hasDomain ? {} : undefined) },
      domains: { find: async () => undefined },
      courier: {
        deliver: async (message) => {
          messages.push(message);
          return 'delivered';
        },
      },
    },
    USER,
    { name: 'Lost phone', generation },
  );
  return { outcomes, messages };
}

describe('that somebody else removed a passkey', () => {
  it('is told to its owner by mail, with the name of the passkey', async () => {
    const { outcomes, messages } = await announce();
    expect(outcomes).toEqual(['delivered']);
    expect(messages).toMatchObject([{ channel: 'email', text: expect.stringContaining('Lost phone') }]);
  });

  it.each<[who: string, world: World]>([
    ['who is gone', { isThere: false }],
    ['of a domain that is gone', { hasDomain: false }],
    ['who has the name now, when it was an earlier person’s', { generation: 'an-earlier-one' }],
  ])('is told to nobody %s', async (_who, world) => {
    expect(await announce(world)).toEqual({ outcomes: [], messages: [] });
  });

  it('has happened also when nobody can be found to tell it to', async () => {
    expect((await announce({ breaks: true })).outcomes).toEqual(['unknown']);
  });
});
