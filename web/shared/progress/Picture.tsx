import { useMemo, type ReactNode } from 'react';
import { Card } from '../ui';
import { currentLanguage, useShared } from '../words';
import { Chart, type Mark, type Spot } from './Chart';
import {
  hoursLate,
  lineOf,
  plain,
  rowsOf,
  seconds,
  timeSpan,
  weekBars,
  type Point,
  type Progress,
  type Row,
  type Series,
  type Week,
} from './model';
import './progress.css';

export interface PictureProps {
  progress: Progress;
  now: Date;
  /** Whose picture: the client's has plain words and no figures of others. */
  forClient: boolean;
  noun: string;
  openPoint: (point: Point, series: Series) => void;
  openWeek: (week: Week) => void;
  /** What stands under one measure: for the therapist the sources of its figures. */
  below?: (series: Series) => ReactNode;
}

/** Measures over time beside sessions, stages and homework on one time axis, and the same as a table. */
export function Picture(props: PictureProps) {
  const { progress, now, forClient, noun } = props;
  const t = useShared();
  const span = useMemo(() => timeSpan(progress, now), [progress, now]);
  const sessions: Mark[] = progress.sessions
    .filter((each) => each.state === 'held')
    .map((each) => ({ time: seconds(each.startsAt) }));
  const stages: Mark[] = progress.stages.map((each) => ({
    time: seconds(each.from),
    words: t(`progress.stage.${each.stage}`),
  }));
  const common = { span, sessions, stages, timeWords: shortDay };
  const parts = progress.series.filter((series) => series.part);
  const panel = (series: Series) => (
    <Card
      key={`${series.measureId}/${series.scale}/${series.name}`}
      className="col"
      aria-label={nameOf(series)}
    >
      <div className="row apart wrap">
        <h2>{nameOf(series)}</h2>
        <span className="small">{t('progress.n', { n: series.n })}</span>
      </div>
      <p className="small">
        {t(series.higherIs === 'worse' ? 'progress.lowerIsEasier' : 'progress.higherIsEasier')}
      </p>
      <ChangeWords series={series} forClient={forClient} />
      <SeriesChart {...props} series={series} common={common} />
      {props.below?.(series)}
    </Card>
  );
  return (
    <div className="progress col loose">
      {progress.series.filter((series) => !series.part).map(panel)}
      {parts.length > 0 && (
        <details className="more">
          <summary>{t('progress.parts', { n: parts.length })}</summary>
          <div className="col loose">{parts.map(panel)}</div>
        </details>
      )}
      {progress.homework.length > 0 && (
        <Card className="col" aria-label={t('progress.homework', { noun })}>
          <div className="row apart wrap">
            <h2>{t('progress.homework', { noun })}</h2>
            <span className="small">
              {t('progress.records', {
                n: progress.homework.reduce((sum, week) => sum + week.records.length, 0),
              })}
            </span>
          </div>
          <p className="small progress-key">
            <i className="key done" aria-hidden="true" /> {t('progress.done')}{' '}
            <i className="key other" aria-hidden="true" /> {t('progress.other')}{' '}
            <i className="key quality" aria-hidden="true" /> {t('progress.quality')}
          </p>
          <WeekChart {...props} common={common} />
        </Card>
      )}
      {progress.sessions.length > 0 && <p className="small">{t('progress.marks')}</p>}
      <Table {...props} />
    </div>
  );
}

const nameOf = (series: Series): string =>
  series.name === 'Total' || series.name === 'Rating' ? series.title : `${series.title}: ${series.name}`;

function shortDay(time: number): string {
  return new Intl.DateTimeFormat(currentLanguage(), { day: 'numeric', month: 'short' }).format(
    new Date(time * 1000),
  );
}
function longDay(date: Date): string {
  return new Intl.DateTimeFormat(currentLanguage(), {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(date);
}

type Common = {
  span: [number, number];
  sessions: Mark[];
  stages: Mark[];
  timeWords: (time: number) => string;
};

function SeriesChart({
  series,
  progress,
  openPoint,
  common,
}: PictureProps & { series: Series; common: Common }) {
  const t = useShared();
  const line = lineOf(series, progress.sessions);
  const spots: Spot[] = series.points
    .filter((point) => point.value !== undefined)
    .map((point) => ({
      time: seconds(point.answeredAt),
      value: point.value ?? 0,
      words: t('progress.point', {
        value: plain(point.value ?? 0),
        max: plain(series.max),
        day: longDay(new Date(point.answeredAt)),
      }),
      open: () => openPoint(point, series),
    }));
  const cutoff = series.change?.cutoff?.value;
  const limits = series.rangeSeenHere?.limits ?? [];
  return (
    <Chart
      {...common}
      label={t('progress.chart', { name: nameOf(series), n: series.n })}
      height={190}
      range={[series.min, series.max]}
      lines={{ times: line.times, values: line.values }}
      spots={spots}
      {...(cutoff !== undefined ? { across: [cutoff] } : {})}
      {...(limits.length > 0
        ? {
            seen: {
              times: limits.map((each) => seconds(each.at)),
              low: limits.map((each) => each.low),
              high: limits.map((each) => each.high),
            },
          }
        : {})}
    />
  );
}

function WeekChart({ progress, noun, openWeek, common }: PictureProps & { common: Common }) {
  const t = useShared();
  const bars = weekBars(progress.homework);
  const most = Math.max(2, ...bars.records);
  const spots: Spot[] = progress.homework.map((week, index) => ({
    time: bars.times[index] ?? 0,
    value: bars.records[index] ?? 0,
    words: weekWords(week),
    open: () => openWeek(week),
  }));
  return (
    <Chart
      {...common}
      label={t('progress.chartHomework', { noun })}
      height={150}
      range={[0, most]}
      bars={{ times: bars.times, whole: bars.records, part: bars.done }}
      dots={{ times: bars.times, values: bars.quality, range: [0, 4] }}
      spots={spots}
    />
  );

  function weekWords(week: Week): string {
    const words = t('progress.week', {
      day: longDay(new Date(`${week.from}T12:00:00`)),
      count: week.records.length,
      done: week.done,
    });
    return week.quality === undefined
      ? words
      : `${words} ${t('progress.weekQuality', { quality: plain(week.quality), n: week.rated })}`;
  }
}

/** How it moved, said only as far as a source carries it. */
function ChangeWords({ series, forClient }: { series: Series; forClient: boolean }) {
  const t = useShared();
  const change = series.change;
  if (!change) return <p>{t(series.n === 0 ? 'progress.none' : 'progress.one')}</p>;
  const size = plain(Math.abs(change.raw));
  const from = t(change.raw === 0 ? 'progress.same' : change.raw < 0 ? 'progress.lower' : 'progress.higher', {
    first: plain(change.first),
    last: plain(change.last),
    size,
  });
  const silent = forClient && change.kind === 'raw-only';
  const more = silent
    ? ''
    : t(`progress.${forClient ? 'plainKind' : 'kind'}.${change.kind}`, {
        points: change.reliableChange ? plain(change.reliableChange.value) : '',
      });
  return (
    <p>
      <strong>{from}</strong> {more}{' '}
      {!forClient &&
        change.crossedCutoff &&
        t('progress.crossed', { cutoff: plain(change.cutoff?.value ?? 0) })}
    </p>
  );
}

function Table({ progress, noun, openPoint, openWeek }: PictureProps) {
  const t = useShared();
  const rows = rowsOf(progress);
  const what = (row: Row): ReactNode => {
    if (row.series && row.point) {
      const { series, point } = row;
      return (
        <button type="button" className="link-button" onClick={() => openPoint(point, series)}>
          {nameOf(series)}
        </button>
      );
    }
    if (row.week) {
      const week = row.week;
      return (
        <button type="button" className="link-button" onClick={() => openWeek(week)}>
          {t('progress.homework', { noun })}
        </button>
      );
    }
    return row.kind === 'session'
      ? t('progress.session')
      : t('progress.stageRow', { stage: t(`progress.stage.${row.stage}`) });
  };
  const value = (row: Row): string => {
    if (row.point) {
      if (row.point.value === undefined)
        return t(`progress.absent.${row.point.absent ?? 'nothing-answered'}`);
      const late = hoursLate(row.point);
      return [
        t('progress.valueOf', {
          value: plain(row.point.value),
          min: plain(row.series?.min ?? 0),
          max: plain(row.series?.max ?? 0),
        }),
        row.point.band ?? '',
        row.point.prorated ? t('progress.prorated', { missing: row.point.missing }) : '',
        late >= 24 ? t('progress.late', { day: longDay(new Date(row.point.receivedAt)) }) : '',
      ]
        .filter(Boolean)
        .join(' · ');
    }
    if (row.week) {
      const quality =
        row.week.quality === undefined
          ? ''
          : t('progress.weekQuality', { quality: plain(row.week.quality), n: row.week.rated });
      return [t('progress.weekCount', { count: row.week.records.length, done: row.week.done }), quality]
        .filter(Boolean)
        .join(' · ');
    }
    return '';
  };
  return (
    <details className="more">
      <summary>{t('progress.table')}</summary>
      <div className="table-frame">
        <table className="progress-table">
          <thead>
            <tr>
              <th scope="col">{t('progress.day')}</th>
              <th scope="col">{t('progress.what')}</th>
              <th scope="col">{t('progress.value')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                <th scope="row">{longDay(row.at)}</th>
                <td>{what(row)}</td>
                <td>{value(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
