import { useEffect } from 'react';
import { useSearchParams } from 'react-router';

/**
 * Drops everything but these from the address. A gateway's page adds its client secret on the way back, which belongs
 * neither on the screen nor in the history.
 */
export const useTidyAddress = (kept: readonly string[]): URLSearchParams => {
  const [query, setQuery] = useSearchParams();
  const tidy = new URLSearchParams([...query].filter(([name]) => kept.includes(name))).toString();
  const isTidy = tidy === query.toString();
  useEffect(() => {
    if (!isTidy) setQuery(new URLSearchParams(tidy), { replace: true });
  }, [isTidy, tidy, setQuery]);
  return query;
};
