import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ApiError } from '@shared/api';
import { Button, Chip, Dialog, Notice, announce } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { useActivities } from '../app/queries';
import { useShortcuts } from '../app/shortcuts';
import { ErrorNotice, PageTitle, Pills, Waiting } from '../app/ui';
import { download, dropDraft, fetchOwn, ownKeys, publish, readHeld, refreshOwn, retire, saveDraft, writeHeld, type OwnActivity, type Problem } from './data';
import { adaptedFrom, at, insert, pointerOf, readDraft, remove, withClientName, withName, type Draft, type Path } from './draft';
import { Area, EditContext, Line, type Edit } from './edit';
import { Worksheet } from './Fields';
import { Keeper, type KeepState } from './keep';
import { Phone } from './Phone';
import { Gates, Guidance, Place, Suggestions, Variants } from './Sections';
import './own.css';

export function Component() {
  const { ownActivityId = '' } = useParams();
  const own = useQuery({ queryKey: ownKeys.one(ownActivityId), queryFn: () => fetchOwn(ownActivityId), staleTime: 0, gcTime: 0, refetchOnReconnect: false });
  // The first answer opens the editor; from then on it knows more than the server.
  if (own.isPending) return <Waiting />;
  if (!own.data) return <ErrorNotice error={own.error} again={() => void own.refetch()} />;
  return <Editor key={ownActivityId} id={ownActivityId} first={own.data} />;
}

interface Removed {
  path: Path;
  index: number;
  value: unknown;
  name: string;
}

/** The draft, its keeper and what the server said last. */
function useOwn(id: string, first: OwnActivity) {
  const { accountId } = useSignedIn();
  const held = useMemo(() => readHeld(accountId, id), [accountId, id]);
  const [own, setOwn] = useState(first);
  const [draft, setDraft] = useState(() => readDraft(held?.draft ?? first.draft ?? first.current));
  const [state, setState] = useState<{ is: KeepState; error: unknown }>({ is: 'kept', error: null });
  const [keeper] = useState(
    () =>
      new Keeper<OwnActivity>(
        {
          send: (each) => saveDraft(id, each),
          look: async () => {
            const there = await fetchOwn(id);
            return { version: there.about.version, draft: there.draft };
          },
          versionOf: (saved) => saved.about.version,
          hold: (each) => writeHeld(accountId, id, each),
          later: (run, milliseconds) => {
            const timer = setTimeout(run, milliseconds);
            return () => clearTimeout(timer);
          },
          onState: (is, error) => setState({ is, error }),
          onSaved: setOwn,
        },
        held?.version ?? first.about.version,
      ),
  );
  useEffect(() => {
    // Typed here before, and never taken by the server: it goes on from there.
    if (held) keeper.type(held.draft);
    const online = () => void keeper.flush();
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      void keeper.flush().then(refreshOwn);
      keeper.stop();
    };
  }, [held, keeper]);
  const change = (next: (draft: Draft) => Draft) => {
    const after = next(draft);
    setDraft(after);
    keeper.type(after);
  };
  /** The server has another state: after publishing, retiring, taking a colleague's. */
  const take = (next: OwnActivity, over: boolean) => {
    setOwn(next);
    keeper.reset(next.about.version);
    if (over) setDraft(readDraft(next.draft ?? next.current));
  };
  return { own, draft, state, keeper, change, take };
}

function Editor({ id, first }: { id: string; first: OwnActivity }) {
  const t = useWords();
  const { own, draft, state, keeper, change, take } = useOwn(id, first);
  const [removed, setRemoved] = useState<Removed | null>(null);
  const [asked, setAsked] = useState(false);
  const [view, setView] = useState<'write' | 'phone'>('write');
  const { about } = own;

  const release = useMutation({
    mutationFn: async () => {
      if (!(await keeper.flush())) return null;
      return publish(id, keeper.version ?? about.version);
    },
    onSuccess: async (next) => {
      if (!next) return;
      take(next, true);
      setAsked(false);
      setRemoved(null);
      announce(t('own.published', { version: next.about.published }));
      await refreshOwn();
    },
  });
  const askToPublish = () => {
    setAsked(true);
    release.mutate();
  };
  useShortcuts([{ keys: 'Ctrl+Enter', words: 'shortcuts.publish', run: askToPublish }]);

  const edit: Edit = {
    draft,
    change,
    problem: (path) => (asked ? problemAt(own.problems, path) : undefined),
    remove: (path, index, name) => {
      setRemoved({ path, index, name, value: (at(draft, path) as unknown[])[index] });
      change((old) => remove(old, path, index));
      announce(t('own.removed', { name }));
    },
  };
  const undo = () => {
    if (!removed) return;
    const { path, index, value } = removed;
    const list = at(draft, path);
    if (Array.isArray(list)) change((old) => insert(old, path, Math.min(index, list.length), value));
    setRemoved(null);
    announce(t('own.back', { name: removed.name }));
  };

  return (
    <EditContext.Provider value={edit}>
      <div className="col loose">
        <p className="small">
          <Link to="/library/own">‹ {t('own.title')}</Link>
        </p>
        <div className="col">
          <PageTitle title={draft.name || t('own.unnamed')}>{draft.name || t('own.unnamed')}</PageTitle>
          <Standing own={own} draft={draft} state={state.is} />
        </div>
        <Trouble id={id} state={state} onMine={(version) => void keeper.stand(version)} onTheirs={(theirs) => take(theirs, true)} onAgain={() => void keeper.flush()} />
        <div className="row wrap">
          <Button kind="main" onClick={askToPublish} disabled={release.isPending || (state.is === 'kept' && !about.hasDraft)}>
            {t(about.published > 0 ? 'own.publishAgain' : 'own.publish')}
          </Button>
          <Button onClick={() => download(draft)}>{t('own.export')}</Button>
          <Others id={id} own={own} keeper={keeper} onTake={take} />
        </div>
        {about.published > 0 && <p className="small">{t('own.runningKeep')}</p>}
        {release.error instanceof ApiError && release.error.status !== 422 && <ErrorNotice error={release.error} />}
        {asked && own.problems.length > 0 && <Missing problems={own.problems} />}
        <div className="own-switch">
          <Pills
            label={t('own.view')}
            value={view}
            onChange={setView}
            choices={[
              { code: 'write', label: t('own.write') },
              { code: 'phone', label: t('library.preview') },
            ]}
          />
        </div>
        <div className={`two-columns own-columns ${view}`}>
          <div className="col loose own-write">
            <Part title={t('own.clientPart')} open>
              <Line path={['name']} label={t('own.name')} help={t('own.nameHelp')} maxLength={80} onChange={(text) => change((old) => withName(old, text))} />
              <Line path={['clientName']} label={t('own.clientName')} maxLength={60} onChange={(text) => change((old) => withClientName(old, text))} />
              <Area path={['clientSummary']} label={t('own.clientSummary')} maxLength={300} rows={2} />
            </Part>
            <Part title={t('own.fields', { count: draft.worksheet.item?.length ?? 0 })} open>
              <Worksheet />
            </Part>
            <Part title={t('library.variants')}>
              <Variants />
            </Part>
            <Part title={t('gates.title')}>
              <Gates />
            </Part>
            <Part title={t('own.suggestions')}>
              <Suggestions />
            </Part>
            <Part title={t('own.guidance')}>
              <Guidance />
            </Part>
            <Part title={t('library.where')}>
              <Place />
            </Part>
          </div>
          <aside className="own-phone" aria-label={t('library.preview')}>
            <h2 className="hidden-text">{t('library.preview')}</h2>
            <Phone draft={draft} />
          </aside>
        </div>
        {removed && <Undo key={`${pointerOf(removed.path)} ${removed.index} ${removed.name}`} name={removed.name} onUndo={undo} onClose={() => setRemoved(null)} />}
      </div>
    </EditContext.Provider>
  );
}

/** The first thing that the server says about a place; with '' at the end, about anything in it. */
function problemAt(problems: readonly Problem[], path: Path): string | undefined {
  const whole = path[path.length - 1] === '';
  const pointer = pointerOf(whole ? path.slice(0, -1) : path);
  return problems.find((each) => each.pointer === pointer || (whole && each.pointer.startsWith(`${pointer}/`)))?.message;
}

function Part({ title, open = false, children }: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details className="card own-section" open={open}>
      <summary>
        <h2>{title}</h2>
      </summary>
      <div className="col">{children}</div>
    </details>
  );
}

/** Whose it is, what is offered, and where the words are. */
function Standing({ own, draft, state }: { own: OwnActivity; draft: Draft; state: KeepState }) {
  const t = useWords();
  const source = adaptedFrom(draft);
  const known = useActivities().data?.find((each) => each.activityId === source);
  const { about } = own;
  return (
    <div className="row wrap">
      <span className="small" role="status" data-state={state}>
        {t(`own.state.${state}`)}
      </span>
      {about.published > 0 && !about.retired && <Chip tone="go">{t('own.offered', { version: about.published })}</Chip>}
      {about.retired && <Chip>{t('own.retired')}</Chip>}
      {(about.hasDraft || state !== 'kept') && <Chip tone="info">{t(about.published > 0 ? 'own.hasChanges' : 'own.isDraft')}</Chip>}
      <Chip tone="info">{t('library.notReviewed')}</Chip>
      {source && <span className="small">{known ? t('own.adapted', { name: known.name }) : t('own.adaptedElsewhere')}</span>}
    </div>
  );
}

interface TroubleProps {
  id: string;
  state: { is: KeepState; error: unknown };
  onMine: (version: number) => void;
  onTheirs: (theirs: OwnActivity) => void;
  onAgain: () => void;
}

/** The words are not with the server: why, where they are, and what can be done. */
function Trouble({ id, state, onMine, onTheirs, onAgain }: TroubleProps) {
  const t = useWords();
  const look = useMutation({ mutationFn: (_: 'mine' | 'theirs') => fetchOwn(id), onSuccess: (theirs, whose) => (whose === 'mine' ? onMine(theirs.about.version) : onTheirs(theirs)) });
  if (state.is === 'clash') {
    return (
      <Notice tone="need" live title={t('own.clash')}>
        <p className="small">{t('own.clashHelp')}</p>
        <div className="row wrap">
          <Button onClick={() => look.mutate('mine')}>{t('own.keepMine')}</Button>
          <Button onClick={() => look.mutate('theirs')}>{t('own.takeTheirs')}</Button>
        </div>
        <ErrorNotice error={look.error} />
      </Notice>
    );
  }
  if (state.is === 'refused') return <ErrorNotice error={state.error} kept />;
  if (state.is === 'waiting') {
    return (
      <Notice tone="need" live title={t('own.waiting')}>
        <p className="small">{t('own.waitingHelp')}</p>
        <Button onClick={onAgain}>{t('error.again')}</Button>
      </Notice>
    );
  }
  return null;
}

/** What keeps it from being published, place by place. */
function Missing({ problems }: { problems: readonly Problem[] }) {
  const t = useWords();
  return (
    <Notice tone="need" live title={t('own.missing', { count: problems.length })}>
      <ul className="plain small lines">
        {problems.map((each) => (
          <li key={each.pointer + each.message}>
            <code>{each.pointer || '/'}</code> {each.message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** Retire and offer again, and dropping what is not published. */
function Others({ id, own, keeper, onTake }: { id: string; own: OwnActivity; keeper: Keeper<OwnActivity>; onTake: (next: OwnActivity, over: boolean) => void }) {
  const t = useWords();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const { about } = own;
  const offer = useMutation({
    mutationFn: async (retired: boolean) => ((await keeper.flush()) ? retire(id, keeper.version ?? about.version, retired) : null),
    onSuccess: async (next) => {
      if (!next) return;
      onTake(next, false);
      announce(t(next.about.retired ? 'own.nowRetired' : 'own.nowOffered'));
      await refreshOwn();
    },
  });
  const drop = useMutation({
    mutationFn: async () => {
      keeper.stop();
      await dropDraft(id);
      return about.published > 0 ? fetchOwn(id) : null;
    },
    onSuccess: async (next) => {
      setAsking(false);
      if (next) onTake(next, true);
      else {
        keeper.reset(undefined);
        await navigate('/library/own');
      }
      await refreshOwn();
    },
  });
  return (
    <>
      {about.published > 0 && (
        <Button onClick={() => offer.mutate(!about.retired)} disabled={offer.isPending}>
          {t(about.retired ? 'own.offerAgain' : 'own.retire')}
        </Button>
      )}
      {about.hasDraft && (
        <Button kind="quiet" onClick={() => setAsking(true)}>
          {t(about.published > 0 ? 'own.dropChanges' : 'own.dropAll')}
        </Button>
      )}
      <ErrorNotice error={offer.error} />
      <Dialog open={asking} onClose={() => setAsking(false)} title={t(about.published > 0 ? 'own.dropChanges' : 'own.dropAll')}>
        <p>{t(about.published > 0 ? 'own.dropChangesSure' : 'own.dropAllSure')}</p>
        <ErrorNotice error={drop.error} />
        <div className="row end">
          <Button kind="quiet" onClick={() => setAsking(false)}>
            {t('cancel')}
          </Button>
          <Button kind="main" onClick={() => drop.mutate()} disabled={drop.isPending}>
            {t('own.dropYes')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

/** Takes the focus, so that the same hand that removed something can put it back. */
function Undo({ name, onUndo, onClose }: { name: string; onUndo: () => void; onClose: () => void }) {
  const t = useWords();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div className="own-undo card">
      <span>{t('own.removed', { name })}</span>
      <button ref={button} type="button" className="button" onClick={onUndo} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
        {t('own.undo')}
      </button>
      <Button kind="quiet" aria-label={t('dialog.close')} onClick={onClose}>
        ×
      </Button>
    </div>
  );
}
