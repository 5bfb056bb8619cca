/** Every colour of the portal, by name. Each text and background pair below keeps WCAG AA contrast. */
export interface Palette {
  readonly primary: string;
  readonly info: string;
  readonly link: string;
  readonly success: string;
  readonly warning: string;
  readonly error: string;
  readonly successBg: string;
  readonly warningBg: string;
  readonly errorBg: string;
  readonly infoBg: string;
  readonly text: string;
  readonly textSecondary: string;
  readonly textTertiary: string;
  readonly placeholder: string;
  readonly base: string;
  readonly layout: string;
  readonly container: string;
  readonly elevated: string;
  readonly sider: string;
  readonly subtle: string;
  readonly border: string;
  readonly hairline: string;
  readonly selectedBg: string;
  readonly selectedText: string;
  readonly navText: string;
}

const light: Palette = {
  primary: '#5452e0',
  info: '#4a48d4',
  link: '#4a48d4',
  success: '#0b7a53',
  warning: '#9a4f06',
  error: '#c4213c',
  successBg: '#e4f6ee',
  warningBg: '#fdf2e0',
  errorBg: '#fdecef',
  infoBg: '#eeeefe',
  text: '#1a1b25',
  textSecondary: '#545969',
  textTertiary: '#646b7b',
  placeholder: '#6c7486',
  base: '#ffffff',
  layout: '#f7f8fa',
  container: '#ffffff',
  elevated: '#ffffff',
  sider: '#ffffff',
  subtle: '#f2f3f6',
  border: '#d9dce3',
  hairline: '#e8eaef',
  selectedBg: '#f0f0fe',
  selectedText: '#3f3dc4',
  navText: '#414552',
};

// AntD's dark algorithm darkens its seeds, so these are lighter than what is seen.
const dark: Palette = {
  primary: '#6e6cf6',
  info: '#a9a9ff',
  link: '#a5a5fb',
  success: '#4ade9f',
  warning: '#f5b54a',
  error: '#ff7385',
  successBg: '#10261d',
  warningBg: '#2a1f0d',
  errorBg: '#2d151a',
  infoBg: '#1d1d38',
  text: '#ececf1',
  textSecondary: '#a3a6b3',
  textTertiary: '#8b8fa0',
  placeholder: '#80859a',
  base: '#0f1014',
  layout: '#0b0c0f',
  container: '#15161b',
  elevated: '#1b1c22',
  sider: '#0f1014',
  subtle: '#202127',
  border: '#2c2e37',
  hairline: '#22242c',
  selectedBg: '#23243a',
  selectedText: '#c9c9ff',
  navText: '#b4b7c4',
};

export const palettes = { light, dark } as const;

/** The palette as CSS custom properties (`textSecondary` → `--text-secondary`), for our own style sheet. */
export const cssVariables = (palette: Palette): readonly (readonly [string, string])[] =>
  Object.entries(palette).map(
    ([name, colour]) => [`--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, colour] as const,
  );
