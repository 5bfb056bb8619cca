import React from 'react';

/** The page's name in the browser's tab and history. */
export function useTitle(title: string): void {
  React.useEffect(() => {
    document.title = `${title} · Countinghouse`;
  }, [title]);
}
