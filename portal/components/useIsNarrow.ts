import { useSyncExternalStore } from 'react';

// As in styles.css: below it the sidebar becomes a drawer and tables become cards.
const narrow = window.matchMedia('(max-width: 767px)');

const subscribe = (listen: () => void) => {
  narrow.addEventListener('change', listen);
  return () => narrow.removeEventListener('change', listen);
};

export const useIsNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);
