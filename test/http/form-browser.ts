/** A page of an application, as a browser without script sees it. */
export interface Page {
  readonly status: number;
  readonly text: string;
  readonly location: string;
}

export type FormBrowser = (
  method: string,
  path: string,
  form?: Record<string, string>,
  headers?: Record<string, string>,
) => Promise<Page>;

/** A browser without script at the application at `url`: it keeps its cookie and shows where it is sent. */
export function formBrowser(url: string): FormBrowser {
  let cookie = '';
  return async (method, path, form, headers) => {
    const answer = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: { cookie, 'accept-language': 'en', ...headers },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') ?? '' };
  };
}
