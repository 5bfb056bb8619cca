import { createContext, useContext } from 'react';
import type { Me } from '../api/session.js';

export interface SetupState {
  readonly user: Me['user'];
  /** The account exists now: ask again who is signed in, and let them in. */
  readonly opened: () => Promise<void>;
}

export const SetupContext = createContext<SetupState | null>(null);

export const useSetup = (): SetupState => {
  const setup = useContext(SetupContext);
  if (setup === null) throw new Error('The set-up page was shown outside its gate.');
  return setup;
};
