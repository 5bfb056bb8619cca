import React from 'react';
import { Link } from 'react-router-dom';
import { useTitle } from '../kit/title';

export const NotFound: React.FC<{ what: string }> = ({ what }) => {
  useTitle('Not found');
  return (
    <div className="page">
      <h1>Not found</h1>
      <p className="lead">There is no such {what}, or you may not see it.</p>
      <p>
        <Link className="link" to="/admin">
          Back to the dashboard
        </Link>
      </p>
    </div>
  );
};
