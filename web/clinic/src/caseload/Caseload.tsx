import { useRef, useState, type KeyboardEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components';
import { wallDate } from '@shared/time/local';
import { Button, Notice, buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { useIsOwner } from '../app/me';
import { useCaseload, usePractice, useTerms } from '../app/queries';
import { useShortcuts } from '../app/shortcuts';
import { ErrorNotice, PageTitle, Select, Waiting, shortMoment } from '../app/ui';
import type { Caseload, CaseloadRow, Reason } from '../app/types';
import { nameOf } from '../library/filter';
import { useHasUnsaved } from '../session/drafts';
import { Alerts } from '../safety/Alerts';
import { filterRows, reasonsIn, withReason } from './filter';
import { NewClientDialog } from './NewClientDialog';
import { Reasons } from './ReasonWords';
import { WeekBars, WeekLegend } from './WeekBars';

export function Component() {
  const t = useWords();
  const navigate = useNavigate();
  const caseload = useCaseload();
  const owner = useIsOwner();
  const practice = usePractice();
  const [query, setQuery] = useState('');
  const [kind, setKind] = useState<Reason['kind'] | ''>('');
  const [adding, setAdding] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLTableElement>(null);
  useShortcuts([
    { keys: '/', words: 'shortcuts.find', run: () => search.current?.focus() },
    { keys: 'n', words: 'shortcuts.newClient', run: () => setAdding(true) },
  ]);

  const all = caseload.data?.clients ?? [];
  const kinds = reasonsIn(all);
  // A reason that nobody has any more filters nothing.
  const asked = kinds.some((each) => each.kind === kind) ? kind : '';
  const rows = filterRows(withReason(all, asked), query);
  const showAll = () => {
    setQuery('');
    setKind('');
  };
  const open = (clientId: string) => void navigate(`/clients/${clientId}`);
  const onSearchKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && rows[0]) open(rows[0].clientId);
    if (event.key === 'Escape') showAll();
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      table.current?.querySelector<HTMLElement>('tbody [role=row]')?.focus();
    }
  };

  return (
    <div className="col loose">
      <div className="page-head">
        <div>
          <PageTitle title={t('nav.caseload')}>{t('caseload.title')}</PageTitle>
          {caseload.data && <p className="small">{t('caseload.intro', { count: all.length })}</p>}
        </div>
        <div className="row wrap">
          <input
            ref={search}
            type="search"
            className="input find"
            placeholder={t('caseload.findPlaceholder')}
            aria-label={t('caseload.find')}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={onSearchKey}
          />
          <Button kind="main" onClick={() => setAdding(true)}>
            {t('caseload.new')}
          </Button>
        </div>
      </div>

      {practice.data && !practice.data.help.ready && (
        <Notice tone="need">
          <p className="notice-title">{t('practice.helpMissing')}</p>
          <p className="small">
            {t('practice.helpMissingText')} {owner ? <Link to="/practice">{t('practice.enterHelp')}</Link> : t('practice.askOwner')}
          </p>
        </Notice>
      )}
      <Alerts />
      <ErrorNotice error={caseload.error} again={() => void caseload.refetch()} />
      {caseload.isPending && <Waiting />}
      <CannotBeOpened records={caseload.data?.cannotBeOpened ?? []} />
      {caseload.data && all.length === 0 && !caseload.data.cannotBeOpened && <FirstSteps onAdd={() => setAdding(true)} />}
      {kinds.length > 1 && (
        <div className="caseload-filter">
          <Select compact label={t('caseload.filter')} value={asked} onChange={(value) => setKind(kinds.find((each) => each.kind === value)?.kind ?? '')}>
            <option value="">{t('caseload.filterAll', { count: all.length })}</option>
            {kinds.map((each) => (
              <option key={each.kind} value={each.kind}>
                {t('caseload.filterOne', { what: t(`reason.kind.${each.kind}`), count: each.count })}
              </option>
            ))}
          </Select>
        </div>
      )}
      {caseload.data && all.length > 0 && rows.length === 0 && (
        <p role="status">
          {query ? t('caseload.noneFound', { query }) : t('caseload.noneWith')}{' '}
          <button type="button" className="link-button" onClick={showAll}>
            {t('caseload.showAll')}
          </button>
        </p>
      )}
      {rows.length > 0 && (
        <>
          <Table ref={table} aria-label={t('caseload.title')} className="caseload" onRowAction={(key) => open(String(key))}>
            <TableHeader>
              <Column isRowHeader>{t('caseload.client')}</Column>
              <Column>{t('caseload.why')}</Column>
              <Column>{t('caseload.lastWeeks')}</Column>
              <Column>{t('caseload.next')}</Column>
              <Column>
                <span className="hidden-text">{t('caseload.open')}</span>
              </Column>
            </TableHeader>
            <TableBody>{rows.map((row) => ClientRow({ row }))}</TableBody>
          </Table>
          <WeekLegend />
        </>
      )}
      <NewClientDialog open={adding} onClose={() => setAdding(false)} onCreated={open} />
    </div>
  );
}

/** Called as a function: react-aria's collection wants the row itself, with its key. */
function ClientRow({ row }: { row: CaseloadRow }) {
  return (
    <Row key={row.clientId} id={row.clientId} textValue={row.name}>
      <Cell>
        <Who row={row} />
      </Cell>
      <Cell>
        <Reasons row={row} />
      </Cell>
      <Cell>
        <WeekBars weeks={row.weeks} />
      </Cell>
      <Cell>
        <Next row={row} />
      </Cell>
      <Cell>
        <SessionLink row={row} />
      </Cell>
    </Row>
  );
}

function Who({ row }: { row: CaseloadRow }) {
  const t = useWords();
  const terms = useTerms().data;
  const unsaved = useHasUnsaved(row.clientId);
  return (
    <>
      <span className="name">{row.name}</span>
      <span className="small block">
        {[t('caseload.week', { week: row.week }), t(`stage.${row.stage}`), ...row.paradigms.slice(0, 2).map((code) => nameOf(terms, 'paradigms', code))].join(' · ')}
      </span>
      {unsaved && <span className="chip info">{t('session.unsaved')}</span>}
    </>
  );
}

function Next({ row }: { row: CaseloadRow }) {
  const t = useWords();
  if (!row.nextSession) return <span className="small">{t('caseload.noSession')}</span>;
  return <span className="nowrap">{row.nextSession.state === 'open' ? t('session.openNow') : shortMoment(wallDate(row.nextSession.startsAt))}</span>;
}

function SessionLink({ row }: { row: CaseloadRow }) {
  const t = useWords();
  return (
    <Link className={`${buttonClass()} small-button`} to={`/clients/${row.clientId}/session`} aria-label={t('caseload.sessionWith', { name: row.name })}>
      {t('caseload.session')}
    </Link>
  );
}

/** Records that cannot be opened: the others are not held up by them. */
function CannotBeOpened({ records }: { records: NonNullable<Caseload['cannotBeOpened']> }) {
  const t = useWords();
  if (records.length === 0) return null;
  return (
    <Notice tone="need">
      <p className="notice-title">{t('caseload.cannotBeOpened', { count: records.length })}</p>
      <ul className="plain">
        {records.map((record) => (
          <li key={record.clientId}>{record.name ?? t('caseload.noName', { id: record.clientId.slice(0, 8) })}</li>
        ))}
      </ul>
      <p className="small">{t('caseload.cannotBeOpenedHelp')}</p>
    </Notice>
  );
}

function FirstSteps({ onAdd }: { onAdd: () => void }) {
  const t = useWords();
  return (
    <section className="card empty">
      <h2>{t('caseload.empty.title')}</h2>
      <ol>
        <li>{t('caseload.empty.one')}</li>
        <li>{t('caseload.empty.two')}</li>
        <li>{t('caseload.empty.three')}</li>
      </ol>
      <Button kind="main" onClick={onAdd}>
        {t('caseload.new')}
      </Button>
    </section>
  );
}
