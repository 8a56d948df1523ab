/** The name of a user's attribute (RFC 4512 section 1.4), and of nothing that every object of JavaScript has. */
export function isAttributeName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name) && !(name in Object.prototype);
}

/** What an attribute holds; settings and callers choose its name, so nothing that an object inherits is found. */
export function attributeOf<V>(attributes: Readonly<Record<string, V>>, name: string): V | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** `Password`, `user_password2`, `passwordHash`, `Kennwort`: but not `secretary`, nor the day when a password ends. */
const PASSWORD_NAME =
  /(?:passw(?:or)?[dt]|passwrd|passphrase|passcode|pwd|kennwort|contrasena|motdepasse|secret)(?:hash|clear|plain)?\d*$|^pass$/;

/** Whether an attribute of this name would hold what nobody may read: attributes are shown and exported. */
export function namesPassword(name: string): boolean {
  return PASSWORD_NAME.test(
    name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s_-]/g, ''),
  );
}
