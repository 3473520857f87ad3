import { useState } from 'react';
import { Link, Route, Routes } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { api, ApiError, errorWords, type components } from '@shared/api';
import { newId } from '@shared/id';
import { localTime } from '@shared/time/local';
import { Button, Card, Dialog, Notice, announce } from '@shared/ui';
import { useWords } from '@shared/words';
import {
  fromItems,
  readWorksheet,
  toItems,
  WorksheetAnswers,
  WorksheetForm,
  type Answers,
  type Questionnaire,
  type ResponseItem,
} from '@shared/worksheet';
import { phone } from '../data/phone';
import { queries } from '../data/queries';
import type { Me } from '../data/types';
import { wipe } from '../offline/wipe';
import { useScreen } from '../parts/Page';
import { momentWords } from '../parts/moment';

type Home = components['schemas']['CaregiverHome'];
type Shared = Home['assignments'][number];
type Person = NonNullable<Me['caregiver']>;

const path = '/api/v1/caregiver/home';
/** As many as one wants to look back on at a glance. */
const few = 5;

/** A caregiver's whole app: what is shared, and the own part. Nothing is kept on this phone. */
export function CaregiverApp({ person }: { person: Person }) {
  return (
    <Routes>
      <Route path="*" element={<CaregiverHome person={person} />} />
    </Routes>
  );
}

function CaregiverHome({ person }: { person: Person }) {
  const t = useWords();
  const heading = useScreen(t('caregiver.title'));
  const [leaving, setLeaving] = useState(false);
  const home = useQuery({ queryKey: [path], queryFn: () => api.get<Home>(path), refetchOnWindowFocus: true });
  return (
    <div className="page caregiver-page">
      <main id="content" className="content col loose">
        <header className="page-head">
          <div>
            <small>{t('caregiver.with', { name: person.clientName })}</small>
            <h1 ref={heading} tabIndex={-1}>
              {t('caregiver.hello', { name: person.name })}
            </h1>
          </div>
          <Link className="button quiet help" to="/help">
            {t('flow.help')}
          </Link>
        </header>
        <p>{t('caregiver.what', { name: person.clientName })}</p>
        {home.isError && (
          <Notice tone="need" live>
            <p>{t(errorWords(home.error))}</p>
            <Button onClick={() => void home.refetch()}>{t('caregiver.again')}</Button>
          </Notice>
        )}
        {home.data?.assignments.length === 0 && (
          <Card>{t('caregiver.nothing', { name: person.clientName })}</Card>
        )}
        {home.data?.assignments.map((each) => (
          <SharedStep
            key={each.assignmentId}
            shared={each}
            person={person}
            onSaved={() => void home.refetch()}
          />
        ))}
        <p className="small">{t('caregiver.nobody')}</p>
        <div>
          <Button kind="quiet" onClick={() => setLeaving(true)}>
            {t('settings.signOut')}
          </Button>
        </div>
        <Leave open={leaving} onClose={() => setLeaving(false)} />
      </main>
    </div>
  );
}

function fieldsOf(worksheet: unknown) {
  return worksheet ? readWorksheet(worksheet as Questionnaire).fields : [];
}

function SharedStep({ shared, person, onSaved }: { shared: Shared; person: Person; onSaved: () => void }) {
  const t = useWords();
  const id = `shared-${shared.assignmentId}`;
  const seen = fieldsOf(shared.seen);
  const form = fieldsOf(shared.form);
  return (
    <Card aria-labelledby={id} className="col loose">
      <div>
        <h2 id={id}>{shared.name}</h2>
        {shared.what && <p>{shared.what}</p>}
        <p className="small">{[shared.where, shared.when].filter(Boolean).join(' · ')}</p>
      </div>
      {seen.length > 0 && (
        <section className="col" aria-label={t('caregiver.theirs', { name: person.clientName })}>
          <h3>{t('caregiver.theirs', { name: person.clientName })}</h3>
          {shared.entries.length === 0 && <p className="small">{t('caregiver.nothingYet')}</p>}
          {[...shared.entries]
            .reverse()
            .slice(0, few)
            .map((entry, index) => (
              <div key={index} className="col">
                <small>{momentWords(entry.occurredAt)}</small>
                <WorksheetAnswers
                  fields={seen}
                  answers={fromItems(seen, entry.answers as unknown as ResponseItem[])}
                />
              </div>
            ))}
        </section>
      )}
      {form.length > 0 && <OwnPart shared={shared} form={form} onSaved={onSaved} />}
    </Card>
  );
}

function OwnPart({
  shared,
  form,
  onSaved,
}: {
  shared: Shared;
  form: ReturnType<typeof fieldsOf>;
  onSaved: () => void;
}) {
  const t = useWords();
  const [entryId, setEntryId] = useState(newId);
  const [answers, setAnswers] = useState<Answers>({});
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { local, zone, offsetMinutes } = localTime(new Date());
      await api.put(`/api/v1/caregiver/entries/${entryId}`, {
        assignmentId: shared.assignmentId,
        occurredAt: local,
        zone,
        offsetMinutes,
        answers: toItems(form, answers),
      });
      setAnswers({});
      setEntryId(newId());
      setOpen(false);
      announce(t('caregiver.saved'));
      onSaved();
    } catch (cause) {
      setProblem(t(cause instanceof ApiError ? errorWords(cause) : 'error.server'));
    }
    setBusy(false);
  };
  return (
    <section className="col" aria-label={t('caregiver.yours')}>
      <h3>{t('caregiver.yours')}</h3>
      {shared.mine.length > 0 && (
        <p className="small">
          {t('caregiver.last', {
            when: momentWords(shared.mine.at(-1)?.occurredAt ?? ''),
            count: shared.mine.length,
          })}
        </p>
      )}
      {open ? (
        <>
          <WorksheetForm fields={form} answers={answers} onChange={setAnswers} />
          <p className="small">{t('caregiver.whoReads')}</p>
          {problem && (
            <Notice tone="need" live>
              <p>{problem}</p>
              <p>{t('caregiver.stillHere')}</p>
            </Notice>
          )}
          <Button
            kind="main"
            wide
            disabled={busy || Object.keys(answers).length === 0}
            onClick={() => void save()}
          >
            {t('caregiver.save')}
          </Button>
        </>
      ) : (
        <Button kind="main" wide onClick={() => setOpen(true)}>
          {t('caregiver.record')}
        </Button>
      )}
    </section>
  );
}

function Leave({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    await api.post('/api/v1/sign-out').catch(() => undefined);
    queries.clear();
    await phone()
      .then(wipe)
      .catch(() => undefined);
    window.location.assign(import.meta.env.BASE_URL);
  };
  return (
    <Dialog open={open} onClose={onClose} title={t('settings.signOutTitle')}>
      <p>{t('caregiver.leaveText')}</p>
      <div className="col">
        <Button kind="main" disabled={busy} onClick={() => void leave()}>
          {t('settings.signOut')}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {t('settings.keep')}
        </Button>
      </div>
    </Dialog>
  );
}
