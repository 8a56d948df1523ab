import * as z from 'zod';
import { RIGHTS } from '../../core/applications/rights.ts';
import { isReturnUrl } from '../../core/sessions/return-url.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { UserIdField } from '../../http/fields.ts';

/** All applications stand in one item of the table. */
const MAX_BYTES = 1_500;

const Rights = z.array(z.enum(RIGHTS));

export const NewApplication = z
  .strictObject({
    clients: z
      .array(UserIdField)
      .min(1)
      .max(10)
      .meta({ description: 'Accounts of the same domain that may act for it; no other one may.' }),
    returnUrls: z
      .array(
        z
          .string()
          .max(500)
          .refine(isReturnUrl, 'must be an https:// address as a browser writes it (no fragment, no user, no star)'),
      )
      .max(10)
      .default([])
      .meta({ description: 'Where the pages may send a browser back to; compared letter by letter.' }),
    rights: Rights.max(RIGHTS.length)
      .default([])
      .meta({ description: 'What its clients may do besides asking for codes.' }),
  })
  .refine(
    (application) => Buffer.byteLength(JSON.stringify(application)) <= MAX_BYTES,
    `must be at most ${MAX_BYTES} bytes together`,
  );

const ApplicationView = z.object({
  name: z.string(),
  domain: z.string().meta({ description: 'The identity domain that owns it.' }),
  audience: z.string().meta({ description: '`aud` of its result tokens: the domain, a slash, the name.' }),
  clients: z.array(z.string()),
  returnUrls: z.array(z.string()),
  rights: Rights,
});

const headers = { 'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.' };

export const application = defineEndpoint({
  path: '/mfa/v1/applications/{name}',
  style: 'problem',
  operations: {
    GET: {
      id: 'getApplication',
      summary: 'Show an application',
      caller: 'administrator',
      groups: ['Administrators', 'Auditors'],
      headers,
      success: { status: 200, description: 'The application.', schema: ApplicationView },
      codes: ['APPLICATION_UNKNOWN'],
    },
    PUT: {
      id: 'putApplication',
      summary: 'Change an application, or register one; names are given by administrators of the default domain',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'application-changed',
      headers,
      query: { domain: 'For a new one: the identity domain that owns it, if it is not that of the caller.' },
      request: NewApplication,
      success: { status: 200, description: 'The application as it is now.', schema: ApplicationView },
      codes: ['DOMAIN_UNKNOWN', 'APPLICATION_NOT_ALLOWED', 'APPLICATION_LIMIT'],
    },
    DELETE: {
      id: 'deleteApplication',
      summary: 'Remove an application; its name is free again',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'application-removed',
      headers,
      success: { status: 204, description: 'The application is gone.' },
      codes: ['APPLICATION_UNKNOWN'],
    },
  },
});

export const applications = defineEndpoint({
  path: '/mfa/v1/applications',
  style: 'problem',
  operations: {
    GET: {
      id: 'listApplications',
      summary: 'List the applications of a domain; of all, for administrators of the default domain',
      caller: 'administrator',
      groups: ['Administrators', 'Auditors'],
      headers,
      query: { domain: 'Only those of this identity domain.' },
      success: {
        status: 200,
        description: 'The applications by their names.',
        schema: z.object({ applications: z.array(ApplicationView) }),
      },
      codes: ['DOMAIN_UNKNOWN'],
    },
  },
});
