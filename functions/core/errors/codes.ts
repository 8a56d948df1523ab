/**
 * The closed list of minor codes: stable words that clients may depend on. Every answer that is not a success carries
 * one, with the HTTP status that stands here; OpenAPI and docs/errors.md are made from it.
 */
export const CODES = {
  OTP_INVALID: { status: 422, meaning: 'The code is not right.' },
  OTP_EXPIRED: { status: 422, meaning: 'The code was right but its time is over.' },
  OTP_REPLAYED: { status: 422, meaning: 'The code has been used already; wait for the next one.' },
  USER_LOCKED: {
    status: 422,
    meaning: 'Too many wrong codes: the user is locked. Retry-After, where it stands, says for how long.',
  },
  SEND_LIMIT_EXCEEDED: { status: 422, meaning: 'Too many codes were sent without a right answer.' },
  RESEND_TOO_SOON: { status: 422, meaning: 'The last code was sent a moment ago. Retry-After says how long to wait.' },
  FACTOR_NOT_ENROLLED: {
    status: 422,
    meaning: 'The user does not have the factor that was asked for, or none at all.',
  },
  FACTOR_DISABLED: { status: 422, meaning: 'The settings do not allow this factor.' },
  BYPASS_NOT_APPROVED: { status: 422, meaning: 'A second person has to agree to this code of the help desk first.' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, meaning: 'The Idempotency-Key was used for a different request.' },
  PUSH_STOPPED: {
    status: 422,
    meaning: 'The user said that the last push was not his: no push until his next right code.',
  },
  CHALLENGE_EXPIRED: { status: 422, meaning: 'The time of the challenge is over.' },
  ENROLMENT_CODE_INVALID: { status: 422, meaning: 'The enrolment code is wrong, used or too old.' },
  DEVICE_LIMIT_REACHED: { status: 422, meaning: 'The user has 20 devices already; remove one first.' },
  PASSKEY_INVALID: { status: 422, meaning: 'The answer of the passkey is not right, or not one to this challenge.' },
  PASSKEY_COUNTER_REGRESSED: {
    status: 422,
    meaning:
      'The passkey cannot be copied, but its counter went back, so there may be a copy of it. The user was told.',
  },
  PASSKEY_SYNCED: {
    status: 422,
    meaning: 'The passkey can be copied to other devices, and PasskeyDeviceBoundOnly allows none of that kind.',
  },
  PASSKEY_LIMIT_REACHED: { status: 422, meaning: 'The user has 20 passkeys already; remove one first.' },
  LINK_NOT_ALLOWED: {
    status: 422,
    meaning:
      'The two accounts cannot be linked: they are of one identity domain, or one of them is in a group that does something ' +
      'for others.',
  },
  LINK_LIMIT_REACHED: { status: 422, meaning: 'One of the accounts has 5 links already; remove one first.' },
  MATCH_CODE_REQUIRED: {
    status: 422,
    meaning: 'The settings ask for the digits that the application shows; an answer without them does not count.',
  },
  FIELD_MISSING: { status: 422, meaning: 'A required field is missing.' },
  FIELD_UNKNOWN: { status: 422, meaning: 'A field or a parameter of the query is not known here.' },
  FIELD_INVALID: { status: 422, meaning: 'A field has the wrong type or a value that is not allowed.' },
  DOMAIN_NOT_EMPTY: { status: 422, meaning: 'The identity domain has users, who would be deleted with it.' },
  DOMAIN_PROTECTED: { status: 422, meaning: 'The default identity domain cannot be deleted.' },
  DOMAIN_EXISTS: { status: 422, meaning: 'The name of the identity domain cannot be given.' },
  RETURN_URL_NOT_REGISTERED: {
    status: 422,
    meaning: 'The returnUrl is not among those of this application, or it has none.',
  },
  APPLICATION_NOT_REGISTERED: {
    status: 422,
    meaning: 'Nobody registered an application of this name, and this call is for registered ones alone.',
  },
  APPLICATION_LIMIT: { status: 422, meaning: 'There are as many applications as there can be.' },
  APPLICATION_UNKNOWN: { status: 404, meaning: 'There is no such application of this identity domain.' },
  APPLICATION_NOT_ALLOWED: {
    status: 403,
    meaning: 'The application of this name is registered, and does not name this caller or its identity domain.',
  },
  RIGHT_MISSING: { status: 403, meaning: 'The client does not have the right that this needs.' },
  SESSION_LIMIT_REACHED: {
    status: 422,
    meaning: 'The user has 20 open sessions already. Retry-After says when the first of them ends.',
  },
  SESSION_CANCELLED: { status: 422, meaning: 'The person went back to the application without a proof.' },
  SESSION_DENIED: {
    status: 422,
    meaning: 'The person refused on the phone, or has a factor but none that can be used now.',
  },
  SESSION_EXPIRED: { status: 422, meaning: 'The time of the session or of its result is over.' },
  SESSION_UNKNOWN: { status: 404, meaning: 'There is no such session of this client.' },
  SESSION_UNFINISHED: { status: 409, meaning: 'The person is still on the pages; nothing was spent.' },
  RESULT_ALREADY_TAKEN: { status: 409, meaning: 'The result was handed out before, and is handed out once.' },
  USER_UNKNOWN: { status: 404, meaning: 'There is no such user in this identity domain.' },
  DOMAIN_UNKNOWN: { status: 404, meaning: 'There is no such identity domain.' },
  ROUTE_UNKNOWN: { status: 404, meaning: 'There is nothing at this path.' },
  CHALLENGE_UNKNOWN: { status: 404, meaning: 'There is no such challenge for this caller.' },
  FACTOR_UNKNOWN: { status: 404, meaning: 'The user has no such factor that could be removed.' },
  DEVICE_UNKNOWN: { status: 404, meaning: 'The user has no such device, or it is one that signs its answers.' },
  LINK_UNKNOWN: { status: 404, meaning: 'The two accounts are not linked.' },
  PASSKEY_UNKNOWN: { status: 404, meaning: 'The user has no such passkey.' },
  PASSKEY_EXISTS: {
    status: 409,
    meaning: 'A passkey of this id is there already; nothing was changed.',
  },
  BYPASS_CODE_UNKNOWN: {
    status: 404,
    meaning: 'The user has no such code of the help desk, or it is none that still waits for a second person.',
  },
  CHALLENGE_CLOSED: { status: 409, meaning: 'The challenge was answered already.' },
  RESET_UNKNOWN: { status: 404, meaning: 'No reset of this user waits or is ready.' },
  RESET_STANDS: { status: 409, meaning: 'A reset of this user waits already or is ready; a user has one at a time.' },
  RESET_DISABLED: { status: 422, meaning: 'The settings allow no reset: ResetCoolOffHours is 0.' },
  RESET_NEEDS_HELP: {
    status: 422,
    meaning: 'Whoever administers, or can be told by nothing, cannot reset his factors himself.',
  },
  RESET_LIMIT_REACHED: {
    status: 422,
    meaning: 'The user had three resets within a week. Retry-After says when the next one can begin.',
  },
  SECOND_PERSON_NEEDED: {
    status: 403,
    meaning:
      'One person alone may not do this: not who proposed it, nor a help desk that removes a last factor where codes take two.',
  },
  DIRECTORY_READ_ONLY: {
    status: 409,
    meaning: 'The users of this identity domain live in LDAP and are managed there.',
  },
  CHANGED_MEANWHILE: {
    status: 412,
    meaning: 'It is not what If-Match names any more: somebody else has changed it. Nothing was changed.',
  },
  LAST_FACTOR: {
    status: 409,
    meaning: 'Without this key the user could not prove himself any more; add another factor first.',
  },
  DOMAIN_DELETION_UNFINISHED: {
    status: 409,
    meaning: 'The identity domain is closed, but not all of its users are deleted yet; repeat the call.',
  },
  SECRET_KEY_EXISTS: { status: 409, meaning: 'The user has a confirmed key; nothing was changed.' },
  DELIVERY_FAILED: {
    status: 424,
    meaning: 'The message could not be delivered; no code is outstanding from this call.',
  },
  PUSH_UNAVAILABLE: {
    status: 424,
    meaning: 'There is no push service for this platform here, or it refused the token.',
  },
  DIRECTORY_UNAVAILABLE: {
    status: 424,
    meaning: 'The directory of this identity domain did not answer in time; the password was not judged.',
  },
  USER_AMBIGUOUS: {
    status: 422,
    meaning: 'The directory has several entries for this name; its administrator must make it one.',
  },
  CREDENTIALS_MISSING: { status: 401, meaning: 'The Authorization header with HTTP Basic credentials is missing.' },
  CREDENTIALS_INVALID: { status: 401, meaning: 'The name or the password is wrong.' },
  PASSWORD_TRIES_LIMITED: {
    status: 429,
    meaning: 'Too many wrong passwords: this one was not looked at. Retry-After says how long to wait.',
  },
  CALLER_NOT_ALLOWED: { status: 401, meaning: 'The caller is not in the group that this call needs.' },
  PIN_RECEIPT_NOT_ALLOWED: {
    status: 401,
    meaning: 'The caller may not receive PINs: it is not in OTPReceivePinGroup.',
  },
  SIGNATURE_INVALID: { status: 401, meaning: 'The message is not signed by the device that it names.' },
  SIGNATURE_STALE: { status: 401, meaning: 'The message was signed more than 60 seconds from the time here.' },
  FACTOR_BOUND: {
    status: 403,
    meaning: 'The user has a factor already: a password alone cannot add another one.',
  },
  PROOF_REQUIRED: {
    status: 403,
    meaning:
      'A password alone adds no factor now: EnrolmentNeedsProof is set, the user said of the last one that it was not ' +
      'his, or he is adding one with a proof. Use the pages.',
  },
  FORM_NOT_OURS: { status: 403, meaning: 'The form was not sent from a page of this session in this browser.' },
  ADMINISTRATOR_ONLY: {
    status: 403,
    meaning: 'This belongs to another group or to the administrators of another identity domain.',
  },
  INVALID_REQUEST: { status: 400, meaning: 'The request for a token is not well formed.' },
  INVALID_CLIENT: { status: 400, meaning: 'The name or the password of the client is wrong or missing.' },
  UNAUTHORIZED_CLIENT: { status: 400, meaning: 'The caller is not in the group OAuthClients.' },
  UNSUPPORTED_GRANT_TYPE: { status: 400, meaning: 'The grant type is not one of those that are served here.' },
  INVALID_GRANT: { status: 400, meaning: 'The password, the refresh token or its user is not good (any more).' },
  INVALID_SCOPE: { status: 400, meaning: 'The client may not have all of the scopes that it asks for.' },
  SECRET_KEY_UNKNOWN: { status: 404, meaning: 'The user has no key.' },
  SECRET_KEY_LIFECYCLE_DISABLED: {
    status: 403,
    meaning: 'Access tokens do not work here: EnableSecretKeyLifecycle is false for this identity domain.',
  },
  TOKEN_NOT_OF_USER: { status: 403, meaning: 'The access token is that of a client, not of a user.' },
  INSUFFICIENT_SCOPE: { status: 403, meaning: 'The access token does not have the scope that this call needs.' },
  OWN_ACCOUNT: { status: 403, meaning: 'Nobody does this to his own account.' },
  SECOND_FACTOR_REQUIRED: { status: 403, meaning: 'The user has a second factor, and it was not shown (of late).' },
  ADMINISTRATOR_FACTOR_REQUIRED: {
    status: 403,
    meaning:
      'Who administers here needs a second factor: make a key for an authenticator app (POST secretkey), then send its code in Sekisho-OTP.',
  },
  TOKEN_MISSING: { status: 401, meaning: 'The access token is missing.' },
  TOKEN_INVALID: { status: 401, meaning: 'The access token is wrong, over, or of another domain, issuer or audience.' },
  ISSUER_UNAVAILABLE: { status: 424, meaning: 'The issuer of the token did not show its keys; it was not judged.' },
  BODY_MALFORMED: { status: 400, meaning: 'The body is not valid JSON, or not UTF-8.' },
  METHOD_NOT_ALLOWED: { status: 405, meaning: 'The method is not served here; Allow lists those that are.' },
  BODY_TOO_LARGE: { status: 413, meaning: 'The body is larger than 16 KB.' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, meaning: 'The media type of the body is not the one that this call takes.' },
  TOO_MANY_REQUESTS: { status: 429, meaning: 'Too many calls for this user at the same moment; nothing was done.' },
  CLIENT_QUOTA_EXCEEDED: {
    status: 429,
    meaning: 'The client has made as many calls in this minute as its domain allows (ClientRequestsPerMinute).',
  },
  INTERNAL_ERROR: { status: 500, meaning: 'Something broke here; the request id names it in the log.' },
  TEMPORARILY_UNAVAILABLE: { status: 503, meaning: 'A service behind this one does not answer; try again.' },
} as const satisfies Record<string, { status: number; meaning: string }>;

export type Code = keyof typeof CODES;
