import { useRef, useState, type ChangeEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { useMutation } from '@tanstack/react-query';
import { ApiError } from '@shared/api';
import { newId } from '@shared/id';
import { Button, Chip, Notice, buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { useShortcuts } from '../app/shortcuts';
import { ErrorNotice, PageTitle, Waiting, shortMoment } from '../app/ui';
import { bringIn, fetchOwn, idIn, refreshOwn, saveDraft, useOwnActivities, type OwnSummary } from './data';
import { blank, copyOf, readDraft } from './draft';
import './own.css';

/** What the practice made itself: to go on with, to copy, to bring in from a file. */
export function Component() {
  const t = useWords();
  const author = useSignedIn().member?.name ?? '';
  const navigate = useNavigate();
  const own = useOwnActivities();
  const begin = useMutation({
    mutationFn: async (draft: unknown) => {
      const id = newId();
      await saveDraft(id, { version: undefined, draft });
      await refreshOwn();
      return id;
    },
    onSuccess: (id) => navigate(`/library/own/${id}`),
  });
  const duplicate = useMutation({
    mutationFn: async (id: string) => {
      const { draft, current } = await fetchOwn(id);
      const source = readDraft(draft ?? current);
      begin.mutate(copyOf(source, author, t('own.copyName', { name: source.name })));
    },
  });
  const startBlank = () => begin.mutate(blank(author));
  useShortcuts([{ keys: 'n', words: 'shortcuts.newActivity', run: startBlank }]);
  return (
    <div className="col loose">
      <p className="small">
        <Link to="/library">‹ {t('nav.library')}</Link>
      </p>
      <div className="col">
        <PageTitle>{t('own.title')}</PageTitle>
        <p className="small">{t('own.intro')}</p>
      </div>
      <div className="row wrap">
        <Link className={buttonClass('main')} to="/library">
          {t('own.fromCopy')}
        </Link>
        <Button onClick={startBlank} disabled={begin.isPending}>
          {t('own.fromBlank')}
        </Button>
        <Import />
      </div>
      <ErrorNotice error={begin.error ?? duplicate.error} />
      <ErrorNotice error={own.error} again={() => void own.refetch()} />
      {own.isPending && <Waiting />}
      {own.data?.length === 0 && <p className="muted">{t('own.none')}</p>}
      {own.data && own.data.length > 0 && (
        <ul className="plain own-list">
          {own.data.map((each) => (
            <Row key={each.ownActivityId} own={each} onDuplicate={() => duplicate.mutate(each.ownActivityId)} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Row({ own, onDuplicate }: { own: OwnSummary; onDuplicate: () => void }) {
  const t = useWords();
  const name = own.name || t('own.unnamed');
  return (
    <li className="card own-row">
      <div className="grow">
        <Link to={`/library/own/${own.ownActivityId}`}>
          <strong>{name}</strong>
        </Link>
        <p className="small">{[own.author, shortMoment(new Date(own.changedAt))].filter(Boolean).join(' · ')}</p>
      </div>
      <div className="row wrap">
        {own.published > 0 && !own.retired && <Chip tone="go">{t('own.offered', { version: own.published })}</Chip>}
        {own.retired && <Chip>{t('own.retired')}</Chip>}
        {own.hasDraft && <Chip tone="info">{t(own.published > 0 ? 'own.hasChanges' : 'own.isDraft')}</Chip>}
        <Button kind="quiet" onClick={onDuplicate} aria-label={t('own.duplicateNamed', { name })}>
          {t('own.duplicate')}
        </Button>
      </div>
    </li>
  );
}

/** A file from elsewhere: taken in whole, or refused with every place that is not right. */
function Import() {
  const t = useWords();
  const author = useSignedIn().member?.name ?? '';
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [broken, setBroken] = useState<{ file: string; words: string } | null>(null);
  const bring = useMutation({
    mutationFn: async ({ content }: { name: string; content: unknown }) => {
      const file = typeof content === 'object' && content !== null && !Array.isArray(content) ? (content as Record<string, unknown>) : {};
      const known = idIn(String(file.id ?? ''));
      // Back where it came from it keeps its id; where that is taken it comes in as a copy.
      const free = known !== null && (await fetchOwn(known).then(() => false, (error: unknown) => error instanceof ApiError && error.status === 404));
      const id = free && known ? known : newId();
      await bringIn(id, known === null && !file.author ? { ...file, author } : content);
      await refreshOwn();
      return id;
    },
    onSuccess: (id) => navigate(`/library/own/${id}`),
  });
  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (!file) return;
    bring.reset();
    setBroken(null);
    try {
      bring.mutate({ name: file.name, content: JSON.parse(await file.text()) as unknown });
    } catch (error) {
      setBroken({ file: file.name, words: error instanceof Error ? error.message : '' });
    }
  };
  const places = bring.error instanceof ApiError ? (bring.error.problem.errors ?? []) : [];
  return (
    <>
      <Button onClick={() => input.current?.click()} disabled={bring.isPending}>
        {t('own.import')}
      </Button>
      <input ref={input} className="hidden-text" tabIndex={-1} type="file" accept="application/json,.json" aria-label={t('own.import')} onChange={(event) => void read(event)} />
      {broken && (
        <Notice tone="need" live title={t('own.notJson', { name: broken.file })}>
          <p className="small mono">{broken.words}</p>
        </Notice>
      )}
      {places.length > 0 ? (
        <Notice tone="need" live title={t('own.notTaken', { name: bring.variables?.name })}>
          <p className="small">{t('own.notTakenHelp')}</p>
          <ul className="plain small lines">
            {places.map((each, index) => (
              <li key={index}>
                <code>{each.pointer || '/'}</code> {each.message}
              </li>
            ))}
          </ul>
        </Notice>
      ) : (
        <ErrorNotice error={bring.error} />
      )}
    </>
  );
}
