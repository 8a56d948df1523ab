/** The contrast that WCAG 2.2 (1.4.3, level AA) asks for text of normal size. */
const MIN_CONTRAST = 4.5;

/** Whether white text can be read on a colour that is written as `#rrggbb`. */
export function isReadableUnderWhite(colour: string): boolean {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return false;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16)));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // Stryker disable next-line EqualityOperator: of all 2^24 colours none has a contrast of exactly 4.5
  return 1.05 / (luminance + 0.05) >= MIN_CONTRAST;
}

/** One sRGB channel (0 to 255) as light (WCAG 2.2, relative luminance). */
function linear(channel: number): number {
  const share = channel / 255;
  // Stryker disable next-line EqualityOperator: the edge lies between the channels 10 and 11
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
