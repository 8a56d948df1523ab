import { expect, test } from 'vitest';
import { networkOf } from '../../../functions/http/network.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
  ['2001:db8:1:2345::1', '2001:0db8:0001:23::/56'],
  ['2001:DB8:1:23ff:ffff:ffff:ffff:ffff', '2001:0db8:0001:23::/56'],
  ['2001:db8::1', '2001:0db8:0000:00::/56'],
  ['::1', '0000:0000:0000:00::/56'],
  ['fe80::1%eth0', 'fe80:0000:0000:00::/56'],
  ['', ''],
])('%s is in the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
