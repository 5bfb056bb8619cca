import { useEffect } from 'react';
import { texts } from '../app/texts.js';

/** Names the browser's tab after the page. */
export const useDocumentTitle = (title: string): void => {
  useEffect(() => {
    document.title = title === '' ? texts.product : `${title} · ${texts.product}`;
  }, [title]);
};
