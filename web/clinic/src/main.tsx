import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import '@shared/tokens.css';
import '@shared/base.css';
import './clinic.css';
import { startWords } from '@shared/words';
import shared from '@words/en/shared.json';
import clinic from '@words/en/clinic.json';
import { queryClient } from './app/queries';
import { routes } from './app/routes';

startWords({ app: 'clinic', bundled: { language: 'en', app: clinic, shared } });

const router = createBrowserRouter(routes, { basename: '/clinic' });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
