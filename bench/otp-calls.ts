/** The calls that the benchmarks make, as a client of the service makes them. */
interface OtpCalls {
  create(fields: Record<string, unknown>, headers?: Record<string, string>): Promise<Record<string, string>>;
  validate(fields: Record<string, unknown>): Promise<Record<string, string>>;
  /** A new TOTP key in Base32. */
  makeKey(user: string): Promise<string>;
}

const MFA = '/oam/services/rest/auth/api/v1/mfa';

export function otpCalls(url: string): OtpCalls {
  const post = async (path: string, as: string, body?: object, extra: Record<string, string> = {}) => {
    const headers = { authorization: `Basic ${btoa(as)}`, 'content-type': 'application/json', ...extra };
    const answer = await fetch(url + path, {
      method: 'POST',
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Record<string, string>;
  };
  return {
    create: (fields, headers) =>
      post(`${MFA}/createOTP`, 'demo-app:demo-app-secret', { appName: 'bench', ...fields }, headers),
    validate: (fields) => post(`${MFA}/validateOTP`, 'demo-app:demo-app-secret', { appName: 'bench', ...fields }),
    makeKey: async (user) =>
      (await post('/oauth2/rest/resources/secretkey', `${user}:${user}-password`)).secret_key ?? '',
  };
}

/** Ends the benchmark when a call did not do what it measures. */
export function expectSuccess(answer: Record<string, string>): Record<string, string> {
  if (answer.resultCode !== '0') throw new Error(`a call failed: ${JSON.stringify(answer)}`);
  return answer;
}
