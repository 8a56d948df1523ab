import { describe, expect, it } from 'vitest';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import type { Device } from '../../../../functions/core/push/device.ts';
import { knownUser } from '../../../../functions/core/readiness/known-user.ts';
import { readFootings } from '../../../../functions/core/readiness/read-footings.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE } from '../stubs.ts';

const SETTINGS = resolveSettings({});
const PHONE: Device = { id: 'd1', name: 'Phone', platform: 'ios', createdAtMs: 7, generation: undefined };

describe('the users of a part', () => {
  it('are read sixteen at a time, each once and under the domain, and stay in their order', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `user${at}`);
    const asked: string[] = [];
    let [reading, most] = [0, 0];
    const read = async ({ domain, userId }: { domain: string; userId: string }) => {
      asked.push(`${domain}/${userId}`);
      most = Math.max(most, ++reading);
      await Promise.resolve();
      reading--;
      return {
        record: { account: { ...ALICE, userId, groups: userId === 'user7' ? ['OAuthClients'] : [] } },
        devices: [],
      };
    };
    const found = await readFootings({ read }, SETTINGS, 'Branch', names);
    expect(found.map(({ userId }) => userId)).toEqual(names);
    expect(found.filter(({ judged }) => judged === 'client').map(({ userId }) => userId)).toEqual(['user7']);
    expect(asked.toSorted()).toEqual(names.map((name) => `Branch/${name}`).toSorted());
    expect(most).toBe(16);
  });

  it('are none in an empty part', async () => {
    const read = () => Promise.reject(new Error('nobody is to be read'));
    expect(await readFootings({ read }, SETTINGS, 'Branch', [])).toEqual([]);
  });

  it('are judged by what is known of their addresses', async () => {
    const read = async () => ({ record: { account: ALICE }, devices: [] });
    const [stopped] = await readFootings({ read, bounces: () => true }, SETTINGS, 'Branch', ['alice']);
    expect(stopped?.judged).toMatchObject({ findings: expect.arrayContaining(['addressBounces']) });
  });
});

describe('what is known of a user', () => {
  const known = (record: UserRecord) => {
    const asked: object[] = [];
    const devices = {
      list: async (...question: object[]) => {
        asked.push(question);
        return [PHONE];
      },
    };
    return {
      asked,
      found: knownUser({ users: { load: async () => record }, devices }, { domain: 'D', userId: 'alice' }),
    };
  };

  it('has his devices, which are asked for when he has one', async () => {
    const record = { account: ALICE, hasDevice: true };
    const { asked, found } = known(record);
    expect(await found).toEqual({ record, devices: [PHONE] });
    expect(asked).toEqual([[{ domain: 'D', userId: 'alice' }, ALICE]]);
  });

  it.each<[who: string, record: UserRecord]>([
    ['who has none', { account: ALICE, hasDevice: false }],
    ['who is nobody any more', { hasDevice: true }],
  ])('costs no second question of somebody %s', async (_who, record) => {
    const { asked, found } = known(record);
    expect(await found).toEqual({ record, devices: [] });
    expect(asked).toEqual([]);
  });
});
