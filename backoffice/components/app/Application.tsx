import React from 'react';
import { Route, Routes, useLocation } from 'react-router-dom';
import { componentOf, state } from '../kit/admin';
import { Notices } from '../kit/notices';
import { useTitle } from '../kit/title';
import { NotFound } from './NotFound';
import { RecordScreen } from './RecordScreen';
import { ResourceScreen } from './ResourceScreen';
import { Shell } from './Shell';

/** The back office in the browser: our shell around AdminJS' resources, actions and pages. */
const Application: React.FC = () => (
  <Notices>
    <Shell>
      <Boundary>
        <Routes>
          <Route path="/admin" element={<Dashboard />} />
          <Route path="/admin/pages/:name" element={<Page />} />
          <Route path="/admin/resources/:resourceId" element={<ResourceScreen />} />
          <Route path="/admin/resources/:resourceId/actions/:actionName" element={<ResourceScreen />} />
          <Route
            path="/admin/resources/:resourceId/records/:recordId/:actionName"
            element={<RecordScreen />}
          />
          <Route path="*" element={<NotFound what="page" />} />
        </Routes>
      </Boundary>
    </Shell>
  </Notices>
);

const Dashboard: React.FC = () => {
  const Component = componentOf<object>(state().dashboard.component);
  return Component ? <Component /> : <NotFound what="page" />;
};

const Page: React.FC = () => {
  const { pathname } = useLocation();
  const page = state().pages.find(({ name }) => pathname.replace(/\/+$/, '').endsWith(`/pages/${name}`));
  const Component = componentOf<object>(page?.component);
  return Component ? <Component /> : <NotFound what="page" />;
};

/** A screen that fails says so and leaves the navigation alone; going elsewhere starts afresh. */
const Boundary: React.FC<{ children: React.ReactNode }> = ({ children }) => {
  const { key } = useLocation();
  return <Caught key={key}>{children}</Caught>;
};

class Caught extends React.Component<{ children: React.ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): React.ReactNode {
    return this.state.isBroken ? <Broken /> : this.props.children;
  }
}

const Broken: React.FC = () => {
  useTitle('Something went wrong');
  return (
    <div className="page">
      <h1>Something went wrong</h1>
      <p className="lead">
        This screen could not be shown. Reload the page; if it happens again, tell the people who run
        Countinghouse.
      </p>
    </div>
  );
};

export default Application;
