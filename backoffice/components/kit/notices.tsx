import React from 'react';
import { Link } from 'react-router-dom';
import type { Notice } from './admin';

const SHOWN_MS = 6_000;

type Announce = (notice: Notice) => void;
const Announcing = React.createContext<Announce>(() => undefined);

export const useAnnounce = (): Announce => React.useContext(Announcing);

/** Where it goes on, such as the request that waits for a second person. */
export const NoticeLink: React.FC<{ notice: Notice }> = ({ notice: { link } }) =>
  link ? (
    <>
      {' '}
      <Link className="notice-link" to={link.to}>
        {link.label}
      </Link>
    </>
  ) : null;

interface Shown extends Notice {
  readonly id: number;
}

/** What an action answers: read out, gone after a while when it went well, else closed by hand. */
export const Notices: React.FC<{ children: React.ReactNode }> = ({ children }) => {
  const [shown, setShown] = React.useState<readonly Shown[]>([]);
  const next = React.useRef(0);
  const close = React.useCallback(
    (id: number) => setShown((now) => now.filter((notice) => notice.id !== id)),
    [],
  );
  const announce = React.useCallback<Announce>(
    (notice) => {
      next.current += 1;
      const id = next.current;
      setShown((now) => [...now.slice(-2), { ...notice, id }]);
      if (notice.type === 'success') window.setTimeout(() => close(id), SHOWN_MS);
    },
    [close],
  );
  return (
    <Announcing.Provider value={announce}>
      {children}
      <section
        className="notices"
        aria-label="Notices"
        aria-live="polite"
        data-testid="notice-wrapper"
        data-css="notice-wrapper"
      >
        {shown.map((notice) => (
          <div
            key={notice.id}
            data-notice={notice.id}
            className={`notice notice-${notice.type}`}
            role={notice.type === 'error' ? 'alert' : 'status'}
          >
            <span>
              {notice.message}
              <NoticeLink notice={notice} />
            </span>
            <button
              type="button"
              className="icon-button"
              aria-label="Close notice"
              onClick={() => close(notice.id)}
            >
              ×
            </button>
          </div>
        ))}
      </section>
    </Announcing.Provider>
  );
};
