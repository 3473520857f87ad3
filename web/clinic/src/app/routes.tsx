import type { RouteObject } from 'react-router';
import { Gate } from './Gate';
import { NotFound, ScreenError } from './NotFound';

/** Every screen is its own chunk: the caseload does not wait for the session screen's code. */
export const routes: RouteObject[] = [
  { path: '/set-up', lazy: () => import('../access/SetUp') },
  { path: '/welcome', lazy: () => import('../access/Welcome') },
  {
    path: '/',
    Component: Gate,
    ErrorBoundary: ScreenError,
    HydrateFallback: () => null,
    children: [
      { index: true, lazy: () => import('../caseload/Caseload') },
      { path: 'clients/:clientId', lazy: () => import('../client/ClientPage') },
      { path: 'clients/:clientId/session', lazy: () => import('../session/SessionScreen') },
      { path: 'clients/:clientId/assignments/:assignmentId/print', lazy: () => import('../print/AgreementPage') },
      { path: 'clients/:clientId/programmes/new', lazy: () => import('../programmes/StartPage') },
      { path: 'clients/:clientId/programmes/:runId', lazy: () => import('../programmes/RunPage') },
      { path: 'clients/:clientId/found-out', lazy: () => import('../print/FoundOutPage') },
      { path: 'clients/:clientId/progress', lazy: () => import('../measures/ProgressPage') },
      { path: 'clients/:clientId/measures/:planId/tablet', lazy: () => import('../measures/Tablet') },
      { path: 'clients/:clientId/measures/:planId/paper', lazy: () => import('../measures/PaperPage') },
      { path: 'clients/:clientId/measures/:planId/print', lazy: () => import('../measures/PrintPage') },
      { path: 'clients/:clientId/safety-plan', lazy: () => import('../safety/SafetyPlanPage') },
      { path: 'clients/:clientId/alerts/:alertId', lazy: () => import('../safety/TimelinePage') },
      { path: 'groups', lazy: () => import('../circles/Circles') },
      { path: 'groups/:circleId', lazy: () => import('../circles/CirclePage') },
      { path: 'groups/:circleId/plan', lazy: () => import('../circles/JointPlan') },
      { path: 'insight', lazy: () => import('../insight/Insight') },
      { path: 'library', lazy: () => import('../library/Library') },
      { path: 'clients/:clientId/assignments/:assignmentId/sheet', lazy: () => import('../print/AgreedSheetPage') },
      { path: 'library/:activityId/print', lazy: () => import('../print/WorksheetPage') },
      { path: 'library/own', lazy: () => import('../own/OwnList') },
      { path: 'library/own/:ownActivityId', lazy: () => import('../own/Editor') },
      { path: 'library/:activityId', lazy: () => import('../library/ActivityPage') },
      { path: 'practice', lazy: () => import('../practice/PracticePage') },
      { path: '*', Component: NotFound },
    ],
  },
];
