import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import { rightsOf } from './policies.ts';
import { functionsOf, synthesise } from './synthesised.ts';

const ldap = { subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: ['sg-0123456789abcdef0'] };
const OUTSIDE = ['device-page', 'health', 'jwks', 'oma-config', 'openapi', 'related-origins'];

describe('a stage with LDAP', () => {
  const { service } = synthesise('prod', { ldap });
  const ours: readonly string[] = Object.keys(FUNCTIONS);
  const functions = functionsOf(service).filter(([name]) => ours.includes(name));

  test('has every function that asks for accounts in the given subnets, and no other one', () => {
    const inside = functions.filter(([, , { VpcConfig }]) => VpcConfig !== undefined);
    expect(inside.map(([name]) => name)).toEqual(expect.arrayContaining(['create-otp', 'validate-otp', 'users']));
    expect(
      functions
        .map(([name]) => name)
        .filter((name) => !inside.some(([other]) => other === name))
        .toSorted(),
    ).toEqual(OUTSIDE);
    for (const [, , { VpcConfig }] of inside) {
      expect(VpcConfig).toEqual({ SubnetIds: ldap.subnetIds, SecurityGroupIds: ldap.securityGroupIds });
    }
  });

  test('lets them read bind credentials and nothing else beside what they may anyway', () => {
    const before = synthesise('prod').service;
    for (const [name, , properties] of functions) {
      const plain = functionsOf(before).find(([other]) => other === name);
      const rights = rightsOf(before, plain?.[2] ?? properties);
      const added = rightsOf(service, properties).filter((right) => !rights.includes(right));
      expect([name, added.length]).toEqual([name, OUTSIDE.includes(name) ? 0 : 3]);
      if (added.length === 0) continue;
      expect(added.join('\n')).toMatch(/^ec2:AssignPrivateIpAddresses .* on \*$/m);
      expect(added.join('\n')).toMatch(/^Deny ec2:.* on \* if Null lambda:SourceFunctionArn = false$/m);
      expect(added.join('\n')).toMatch(
        /^secretsmanager:GetSecretValue on (umsKey\|)?arn:.*:secret:sekisho\/ldap\/\*$/m,
      );
    }
  });
});

describe('a stage without LDAP', () => {
  test('has no function in a network', () => {
    const { service } = synthesise('prod');
    expect(functionsOf(service).filter(([, , { VpcConfig }]) => VpcConfig !== undefined)).toEqual([]);
  });
});
