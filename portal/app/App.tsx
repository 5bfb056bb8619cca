import { ConfigProvider } from 'antd';
import { lazy, Suspense } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { ErrorBoundary } from './ErrorBoundary.js';
import { NotFound } from './NotFound.js';
import { PageLoading } from './PageLoading.js';
import { portalTheme } from './theme.js';
import { ThemeContext, useThemeState } from './themeChoice.js';

// Strangers get the sign-in pages alone; Refine and the account's pages come once somebody is signed in.
const AccountApp = lazy(async () => ({ default: (await import('./AccountApp.js')).AccountApp }));
const SignIn = lazy(async () => ({ default: (await import('../features/auth/SignIn.js')).SignIn }));
const SignUp = lazy(async () => ({ default: (await import('../features/auth/SignUp.js')).SignUp }));
const ForgotPassword = lazy(async () => ({
  default: (await import('../features/auth/ForgotPassword.js')).ForgotPassword,
}));
const ResetPassword = lazy(async () => ({
  default: (await import('../features/auth/ResetPassword.js')).ResetPassword,
}));
const VerifyEmail = lazy(async () => ({
  default: (await import('../features/auth/VerifyEmail.js')).VerifyEmail,
}));

export const App = () => {
  const choice = useThemeState();
  return (
    <ThemeContext.Provider value={choice}>
      <ConfigProvider theme={portalTheme(choice.mode)} wave={{ disabled: true }}>
        <ErrorBoundary>
          <BrowserRouter>
            <Suspense fallback={<PageLoading />}>
              <Routes>
                <Route path="/" element={<Navigate to="/account" replace />} />
                <Route path="/sign-in" element={<SignIn />} />
                <Route path="/sign-up" element={<SignUp />} />
                <Route path="/forgot-password" element={<ForgotPassword />} />
                <Route path="/reset-password" element={<ResetPassword />} />
                <Route path="/verify-email" element={<VerifyEmail />} />
                <Route path="/account/*" element={<AccountApp />} />
                <Route path="*" element={<NotFound />} />
              </Routes>
            </Suspense>
          </BrowserRouter>
        </ErrorBoundary>
      </ConfigProvider>
    </ThemeContext.Provider>
  );
};
