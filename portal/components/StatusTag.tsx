import type { ReactNode } from 'react';

export type Tone = 'good' | 'waiting' | 'bad' | 'info' | 'neutral';

/** A state in a word, on its colour; the word says it all, the colour only helps. */
export const StatusTag = ({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) => (
  <span className={`tag tag-${tone}`}>{children}</span>
);
