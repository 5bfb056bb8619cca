import { CheckOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { usePortalConfig } from '../../api/config.js';
import { texts as frame } from '../../app/texts.js';
import { Logo } from '../../components/Logo.js';
import { ThemeButton } from '../../components/ThemeButton.js';
import { useDocumentTitle } from '../../components/useDocumentTitle.js';
import { texts } from './auth.texts.js';

interface AuthPageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
  readonly footer?: ReactNode;
}

/** The frame of the pages for strangers: a form on one side, what this place is on the other. */
export const AuthPage = ({ title, lead, children, footer }: AuthPageProps) => {
  const config = usePortalConfig();
  useDocumentTitle(title);
  return (
    <div className="auth">
      <div className="auth-main">
        <header className="auth-head">
          <Logo />
          <ThemeButton />
        </header>
        <main className="auth-form">
          <h1>{title}</h1>
          {lead === undefined ? null : <p className="auth-lead">{lead}</p>}
          {children}
          {footer === undefined ? null : <p className="auth-footer">{footer}</p>}
        </main>
        <footer className="auth-foot">
          {config === null ? null : frame.soldBy(config.sellerName)}
          {config?.sandbox ? <span className="sandbox-note">{frame.sandbox}</span> : null}
        </footer>
      </div>
      <aside className="auth-side" aria-label={frame.product}>
        <p className="auth-claim">{texts.pitch.title}</p>
        <ul>
          {texts.pitch.points.map((point) => (
            <li key={point}>
              <CheckOutlined aria-hidden="true" />
              <span>{point}</span>
            </li>
          ))}
        </ul>
      </aside>
    </div>
  );
};
