import { describe, expect, it } from 'vitest';
import { ADMINISTRATOR_GROUP, CLIENT_GROUPS, KNOWN_GROUPS } from '../../../../functions/core/directory/groups.ts';
import { DirectoryError } from '../../../../functions/core/errors/directory-error.ts';

describe('groups', () => {
  it('have the names that stand in the directories of operators: another name would shut everybody out', () => {
    const administrative = ['Administrators', 'HelpDesk', 'Auditors'];
    const rights = ['OTPAddressOverrideGroup', 'DeviceEnrolmentGroup', 'OTPReceivePinGroup', 'OTPOtherDomainsGroup'];
    expect(KNOWN_GROUPS).toEqual(['OTPRestUserGroup', 'OAuthClients', ...administrative, ...rights]);
  });

  it('make a client of whoever is in one of two, and of nobody else', () => {
    expect(CLIENT_GROUPS).toEqual(['OTPRestUserGroup', 'OAuthClients']);
    expect(CLIENT_GROUPS).not.toContain(ADMINISTRATOR_GROUP);
  });
});

it('an error of a directory tells its code, and its reason to the log alone', () => {
  const error = new DirectoryError('DIRECTORY_UNAVAILABLE', 'no answer in time');
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.message, error.code]).toEqual([
    'DirectoryError',
    'DIRECTORY_UNAVAILABLE',
    'DIRECTORY_UNAVAILABLE',
  ]);
  expect(error.reason).toBe('no answer in time');
});
