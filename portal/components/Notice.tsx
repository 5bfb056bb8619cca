import type { ReactNode } from 'react';

interface NoticeProps {
  readonly title: string;
  readonly body: ReactNode;
  readonly action?: ReactNode;
  readonly code?: string;
  readonly icon?: ReactNode;
  /** `main` where it is the whole page. */
  readonly as?: 'main' | 'section';
}

/** A page that has one thing to say: not found, no access, could not be shown. */
export const Notice = ({ title, body, action, code, icon, as: Element = 'section' }: NoticeProps) => (
  <Element className="notice">
    {icon === undefined ? null : <div className="notice-icon">{icon}</div>}
    {code === undefined ? null : (
      <div className="notice-code" aria-hidden="true">
        {code}
      </div>
    )}
    <h1>{title}</h1>
    <p>{body}</p>
    {action}
  </Element>
);
