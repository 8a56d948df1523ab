export const PRESETS = ['standard', 'oam', 'aal2'] as const;
export type Preset = (typeof PRESETS)[number];
