/** The name of a user's attribute (RFC 4512 section 1.4), and of nothing that every object of JavaScript has. */
export function isAttributeName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name) && !(name in Object.prototype);
}

/** What an attribute holds; settings and callers choose its name, so nothing that an object inherits is found. */
export function attributeOf<V>(attributes: Readonly<Record<string, V>>, name: string): V | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}
