import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of an authority and of one server certificate from it, made anew for each run. */
interface Certificates {
  readonly caFile: string;
  readonly caPem: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** `name` is the subject alternative name: `IP:127.0.0.1`, or `DNS:elsewhere.example`. */
export function makeCertificates(folder: string, name: string): Certificates {
  const file = (suffix: string) => join(folder, suffix);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const [caKey, caFile] = [file('ca.key'), file('ca.pem')];
  openssl('req', '-x509', ...newKey, '-keyout', caKey, '-out', caFile, '-days', '2', '-subj', '/CN=Test authority');
  const [keyFile, request, certFile] = [file('server.key'), file('server.csr'), file('server.pem')];
  openssl('req', '-new', ...newKey, '-keyout', keyFile, '-out', request, '-subj', '/CN=Test directory');
  writeFileSync(file('extensions'), `subjectAltName=${name}\n`);
  const signing = ['-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-extfile', file('extensions')];
  openssl('x509', '-req', '-in', request, ...signing, '-out', certFile, '-days', '2');
  return { caFile, caPem: readFileSync(caFile, 'utf8'), certFile, keyFile };
}
