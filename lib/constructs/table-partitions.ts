/** What the partition key of the table says is in a partition; IAM matches on it. */
export const PARTITIONS = {
  users: 'USER#*',
  domains: 'DOMAIN#*',
  applications: 'APPLICATIONS',
  keyRing: 'KEYRING',
  tries: 'TRIES#*',
  refresh: 'REFRESH#*',
  sessions: 'SESSION#*',
  challenges: 'CHALLENGE#*',
  enrolments: 'ENROLMENT#*',
  audit: 'AUDIT#*',
  quotas: 'QUOTA#*',
  factorLeases: 'TURN#*',
  passkeys: 'PASSKEY#*',
  rpIds: 'PASSKEY-RP-IDS',
  passkeyChallenges: 'PKCHALLENGE#*',
} as const;
