/** Something that the person who starts it can mend; its message is all that is shown. */
export class LocalStartError extends Error {}
