import { INK_COLOR } from './brand.js';
import type { TextStyle } from './pdf-text.js';

/** The palette of the product, as far as paper needs it. */
export const COLORS = {
  ink: INK_COLOR,
  muted: '#545969',
  primaryText: '#3f3dc4',
  rule: '#d9dce3',
  hairline: '#e8eaef',
  tint: '#f4f4fe',
} as const;

export const STYLES = {
  title: { size: 24, weight: 'semibold', color: COLORS.ink },
  amount: { size: 19, weight: 'semibold', color: COLORS.primaryText },
  heading: { size: 11, weight: 'semibold', color: COLORS.ink },
  strong: { size: 9, weight: 'semibold', color: COLORS.ink },
  body: { size: 9, weight: 'regular', color: COLORS.ink },
  muted: { size: 9, weight: 'regular', color: COLORS.muted },
  label: { size: 7.5, weight: 'semibold', color: COLORS.muted },
  small: { size: 7.5, weight: 'regular', color: COLORS.muted },
} as const satisfies Record<string, TextStyle>;
