import { Component, lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter, Route, Routes } from 'react-router';
import { ApiError, onSignedOut } from '@shared/api';
import { Button, LiveRegion } from '@shared/ui';
import { useWords } from '@shared/words';
import { mineOf, type Mine } from './data/phone';
import { queries, useHelp, useMe, useSafety } from './data/queries';
import type { Me } from './data/types';
import { SessionContext } from './data/session';
import { useSync } from './data/sync';
import { useStatementSync } from './safety/statement';
import { Today } from './screens/Today';

// Everything after Today comes when it is needed; the service worker has it on the phone by then.
const Agree = lazy(() => import('./screens/Agree').then((m) => ({ default: m.Agree })));
const CaregiverApp = lazy(() =>
  import('./caregiver/CaregiverApp').then((m) => ({ default: m.CaregiverApp })),
);
const CheckScreen = lazy(() => import('./screens/CheckScreen').then((m) => ({ default: m.CheckScreen })));
const EntryScreen = lazy(() => import('./screens/EntryScreen').then((m) => ({ default: m.EntryScreen })));
const FoundOut = lazy(() => import('./screens/FoundOut').then((m) => ({ default: m.FoundOut })));
const Help = lazy(() => import('./screens/Help').then((m) => ({ default: m.Help })));
const Journal = lazy(() => import('./screens/Journal').then((m) => ({ default: m.Journal })));
const Lost = lazy(() => import('./screens/Lost').then((m) => ({ default: m.Lost })));
const MeasureScreen = lazy(() =>
  import('./measures/MeasureScreen').then((m) => ({ default: m.MeasureScreen })),
);
const CorrectScreen = lazy(() =>
  import('./measures/CorrectScreen').then((m) => ({ default: m.CorrectScreen })),
);
const ProgressScreen = lazy(() =>
  import('./measures/ProgressScreen').then((m) => ({ default: m.ProgressScreen })),
);
const NotToday = lazy(() => import('./screens/NotToday').then((m) => ({ default: m.NotToday })));
const ObstacleScreen = lazy(() =>
  import('./screens/ObstacleScreen').then((m) => ({ default: m.ObstacleScreen })),
);
const PlanScreen = lazy(() => import('./screens/PlanScreen').then((m) => ({ default: m.PlanScreen })));
const Record = lazy(() => import('./screens/Record').then((m) => ({ default: m.Record })));
const Revise = lazy(() => import('./screens/Record').then((m) => ({ default: m.Revise })));
const Settings = lazy(() => import('./screens/Settings').then((m) => ({ default: m.Settings })));
const StatementScreen = lazy(() =>
  import('./safety/StatementScreen').then((m) => ({ default: m.StatementScreen })),
);
const Welcome = lazy(() => import('./screens/Welcome').then((m) => ({ default: m.Welcome })));

export function App() {
  const t = useWords();
  return (
    <QueryClientProvider client={queries}>
      <BrowserRouter basename={import.meta.env.BASE_URL.replace(/\/$/, '')}>
        <a className="skip" href="#content">
          {t('app.skip')}
        </a>
        <LiveRegion />
        <Mended>
          <Suspense fallback={<Quiet />}>
            <Routes>
              <Route path="/welcome" element={<Welcome />} />
              <Route path="/help" element={<MaybeSession screen={<Help />} />} />
              <Route path="*" element={<Gate />} />
            </Routes>
          </Suspense>
        </Mended>
      </BrowserRouter>
    </QueryClientProvider>
  );
}

/** Whoever is not signed in learns what to do; everyone else gets the app. */
function Gate() {
  const [lost, setLost] = useState(false);
  const me = useMe();
  useEffect(() => onSignedOut(() => setLost(true)), []);
  const known = me.data;
  const mine = useMine(known);
  const signedOut = lost || (me.error instanceof ApiError && me.error.signedOut);

  if (signedOut && !me.isFetching) {
    return (
      <Lost
        me={known ?? null}
        onRetry={() => void me.refetch().then((next) => next.isSuccess && setLost(false))}
      />
    );
  }
  if (!known || !mine) return me.isError ? <Lost me={null} onRetry={() => void me.refetch()} /> : <Quiet />;
  if (known.caregiver) return <CaregiverApp person={known.caregiver} />;
  if (!known.client) return <NotAClient />;
  return (
    <SessionContext value={{ me: known, mine }}>
      <Inside />
    </SessionContext>
  );
}

/** Drafts and outbox of whoever is signed in; null until the store is open. A store that does not open breaks the screen. */
function useMine(me: Me | undefined): Mine | null {
  const [mine, setMine] = useState<Mine | Error | null>(null);
  useEffect(() => {
    let current = true;
    if (me) {
      mineOf(me).then(
        (next) => current && setMine(next),
        (error: unknown) => current && setMine(new Error('the store did not open', { cause: error })),
      );
    }
    return () => {
      current = false;
    };
  }, [me]);
  if (mine instanceof Error) throw mine;
  return mine;
}

function MaybeSession({ screen }: { screen: ReactNode }) {
  const { data: known } = useMe(false);
  const mine = useMine(known);
  return <SessionContext value={known && mine ? { me: known, mine } : null}>{screen}</SessionContext>;
}

function Inside() {
  useSync();
  // Whom to reach has to be on the phone before it is needed, not when it is.
  useHelp();
  useSafety();
  useStatementSync();
  return (
    <Routes>
      <Route index element={<Today />} />
      <Route path="record/:assignmentId/:occurrenceId?" element={<Record />} />
      <Route path="revise/:entryId" element={<Revise />} />
      <Route path="obstacle/:assignmentId/:occurrenceId?" element={<ObstacleScreen />} />
      <Route path="not-today/:assignmentId/:occurrenceId" element={<NotToday />} />
      <Route path="agree/:assignmentId" element={<Agree />} />
      <Route path="check/:assignmentId" element={<CheckScreen />} />
      <Route path="plan" element={<PlanScreen />} />
      <Route path="journal" element={<Journal />} />
      <Route path="found-out" element={<FoundOut />} />
      <Route path="journal/:entryId" element={<EntryScreen />} />
      <Route path="measure/:planId" element={<MeasureScreen />} />
      <Route path="progress" element={<ProgressScreen />} />
      <Route path="answers/:submissionId" element={<CorrectScreen />} />
      <Route path="settings" element={<Settings />} />
      <Route path="statement" element={<StatementScreen />} />
      <Route path="*" element={<Today />} />
    </Routes>
  );
}

function Quiet() {
  const t = useWords();
  return (
    <main id="content" className="content quiet-page" aria-busy="true">
      <p className="small">{t('app.loading')}</p>
    </main>
  );
}

function NotAClient() {
  const t = useWords();
  return (
    <main id="content" className="content quiet-page col">
      <p>{t('app.members')}</p>
      <p>
        <a href="/clinic/">{t('app.toClinic')}</a>
      </p>
    </main>
  );
}

/** A screen that could not be shown takes nothing with it: what was typed lies in the store. */
class Mended extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const t = useWords();
  return (
    <main id="content" className="content quiet-page col">
      <p role="alert">{t('app.broken')}</p>
      <div>
        <Button kind="main" onClick={() => window.location.assign(import.meta.env.BASE_URL)}>
          {t('app.reload')}
        </Button>
      </div>
    </main>
  );
}
