/** `a•••@example.com`: enough to know one's own, too little to learn a stranger's. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = [...address.slice(0, Math.max(0, at))];
  return `${first}•••${address.slice(Math.max(0, at))}`;
}

/** `••• 5678`: the last four digits. */
export function maskPhone(number: string): string {
  return `••• ${number.slice(-4)}`;
}
