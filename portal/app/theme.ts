import { type ThemeConfig, theme } from 'antd';
import { palettes } from './palette.js';

export type Mode = 'light' | 'dark';

const fontFamily =
  "'Inter Variable', Inter, -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** AntD in the portal's colours and measures. */
export const portalTheme = (mode: Mode): ThemeConfig => {
  const p = palettes[mode];
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: 'countinghouse' },
    hashed: false,
    token: {
      colorPrimary: p.primary,
      colorInfo: p.info,
      colorLink: p.link,
      colorSuccess: p.success,
      colorWarning: p.warning,
      colorError: p.error,
      colorSuccessBg: p.successBg,
      colorWarningBg: p.warningBg,
      colorErrorBg: p.errorBg,
      colorInfoBg: p.infoBg,
      colorSuccessBorder: 'transparent',
      colorWarningBorder: 'transparent',
      colorErrorBorder: 'transparent',
      colorInfoBorder: 'transparent',
      colorErrorText: p.error,
      colorTextBase: p.text,
      colorTextHeading: p.text,
      colorBgBase: p.base,
      colorBgLayout: p.layout,
      colorBgContainer: p.container,
      colorBgElevated: p.elevated,
      colorBorder: p.border,
      colorBorderSecondary: p.hairline,
      colorTextSecondary: p.textSecondary,
      colorTextTertiary: p.textTertiary,
      // Members read forms that they can't change.
      colorTextDisabled: p.textTertiary,
      colorTextDescription: p.textSecondary,
      colorTextPlaceholder: p.placeholder,
      fontFamily,
      fontSize: 14,
      fontSizeHeading1: 28,
      fontSizeHeading2: 22,
      fontSizeHeading3: 18,
      fontSizeHeading4: 16,
      fontSizeHeading5: 14,
      fontWeightStrong: 600,
      borderRadius: 8,
      borderRadiusLG: 12,
      borderRadiusSM: 6,
      controlHeight: 36,
      controlHeightLG: 42,
      controlHeightSM: 28,
      wireframe: false,
      motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
      boxShadow: '0 1px 2px rgba(16,18,27,.05), 0 8px 24px rgba(16,18,27,.08)',
      boxShadowSecondary: '0 4px 12px rgba(16,18,27,.08), 0 16px 40px rgba(16,18,27,.12)',
      boxShadowTertiary: '0 1px 2px rgba(16,18,27,.06)',
    },
    components: {
      Button: {
        // AntD lightens on hover, and white on it would be too pale to read.
        colorPrimaryHover: mode === 'dark' ? '#5654d1' : '#4643c8',
        colorPrimaryActive: mode === 'dark' ? '#4b49bd' : '#3a38b0',
        ...(mode === 'dark' ? { dangerColor: '#1a0509' } : {}),
        primaryShadow: 'none',
        defaultShadow: '0 1px 2px rgba(16,18,27,.06)',
        dangerShadow: 'none',
        fontWeight: 500,
        paddingInline: 14,
      },
      Tag: { defaultBg: p.subtle, defaultColor: p.navText, borderRadiusSM: 6 },
      Form: { labelColor: p.text, verticalLabelPadding: '0 0 6px', itemMarginBottom: 18 },
      Modal: { titleFontSize: 17 },
      Segmented: {
        trackBg: p.subtle,
        itemColor: p.textSecondary,
        itemSelectedColor: p.text,
        itemSelectedBg: mode === 'dark' ? '#343644' : '#ffffff',
      },
      Progress: { defaultColor: p.primary, remainingColor: p.subtle },
    },
  };
};
