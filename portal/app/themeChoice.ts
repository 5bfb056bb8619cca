import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import { cssVariables, palettes } from './palette.js';
import type { Mode } from './theme.js';

const KEY = 'countinghouse.theme';
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');

// Storage may be switched off in the browser; the choice then lives as long as the page.
const remembered = (): Mode | null => {
  try {
    const stored = window.localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : null;
  } catch {
    return null;
  }
};

const remember = (mode: Mode): void => {
  try {
    window.localStorage.setItem(KEY, mode);
  } catch {
    // Nothing is lost but the memory of it.
  }
};

const paint = (mode: Mode): void => {
  const root = document.documentElement;
  root.dataset['theme'] = mode;
  root.style.colorScheme = mode;
  for (const [name, colour] of cssVariables(palettes[mode])) root.style.setProperty(name, colour);
};

export interface ThemeChoice {
  readonly mode: Mode;
  readonly toggle: () => void;
}

/** Follows the system until the reader chooses; then keeps the choice. */
export const useThemeState = (): ThemeChoice => {
  const [chosen, setChosen] = useState<Mode | null>(remembered);
  const [system, setSystem] = useState<Mode>(prefersDark.matches ? 'dark' : 'light');

  useEffect(() => {
    const follow = (event: MediaQueryListEvent) => setSystem(event.matches ? 'dark' : 'light');
    prefersDark.addEventListener('change', follow);
    return () => prefersDark.removeEventListener('change', follow);
  }, []);

  const mode = chosen ?? system;
  useEffect(() => paint(mode), [mode]);

  return useMemo(() => {
    const toggle = () => {
      const next = mode === 'dark' ? 'light' : 'dark';
      remember(next);
      setChosen(next);
    };
    return { mode, toggle };
  }, [mode]);
};

/** Before the first paint, so that a dark page never flashes white. */
export const paintRemembered = (): void => paint(remembered() ?? (prefersDark.matches ? 'dark' : 'light'));

export const ThemeContext = createContext<ThemeChoice>({ mode: 'light', toggle: () => undefined });
export const useTheme = (): ThemeChoice => useContext(ThemeContext);
