// From the contract's Progress to what is drawn and read. Pure: the chart and the table show the same numbers.
import type { components } from '../api';

type Schemas = components['schemas'];
export type Progress = Schemas['Progress'];
export type Series = Schemas['ProgressSeries'];
export type Point = Schemas['ProgressPoint'];
export type Week = Schemas['ProgressWeek'];

const day = 86_400;
export const seconds = (instant: string): number => Date.parse(instant) / 1000;

/** The one time axis under every panel, in seconds: all that is known, with a little room at both ends. */
export function timeSpan(progress: Progress, now: Date): [number, number] {
  const times = [
    ...progress.series.flatMap((series) => series.points.map((point) => seconds(point.answeredAt))),
    ...progress.sessions
      .filter((session) => session.state === 'held')
      .map((session) => seconds(session.startsAt)),
    ...progress.homework.map((week) => seconds(`${week.from}T00:00:00Z`)),
  ];
  const last = now.getTime() / 1000;
  const first = Math.min(last - 14 * day, ...times);
  const room = Math.max(2 * day, (last - first) * 0.03);
  return [first - room, Math.max(last, ...times) + room];
}

export interface Line {
  times: number[];
  values: (number | null)[];
  /** The point at each place; null where a gap stands. */
  points: (Point | null)[];
}

/**
 * The line of one series. A gap stays a gap: where an answer gave no score, and where a session was held with nothing
 * filled in around it, the line is broken instead of bridged.
 */
export function lineOf(series: Series, sessions: Progress['sessions']): Line {
  const held = sessions
    .filter((session) => session.state === 'held')
    .map((session) => seconds(session.startsAt));
  const near = 4 * day;
  const line: Line = { times: [], values: [], points: [] };
  const put = (time: number, value: number | null, point: Point | null) => {
    line.times.push(time);
    line.values.push(value);
    line.points.push(point);
  };
  series.points.forEach((point, index) => {
    const time = seconds(point.answeredAt);
    put(time, point.value ?? null, point);
    const next = series.points[index + 1];
    if (!next) return;
    const until = seconds(next.answeredAt);
    const missed = held.find((each) => each - time > near && until - each > near);
    if (missed !== undefined) put(missed, null, null);
  });
  return line;
}

/** Weeks of homework: how many records, how many of them done or partly done, how well where that was rated. */
export function weekBars(weeks: readonly Week[]): {
  times: number[];
  records: number[];
  done: number[];
  quality: (number | null)[];
} {
  return {
    times: weeks.map((week) => seconds(`${week.from}T00:00:00Z`) + 3.5 * day),
    records: weeks.map((week) => week.records.length),
    done: weeks.map((week) => week.done),
    quality: weeks.map((week) => week.quality ?? null),
  };
}

export interface Row {
  /** For sorting: seconds. */
  time: number;
  at: Date;
  kind: 'score' | 'no-score' | 'session' | 'stage' | 'homework';
  series?: Series;
  point?: Point;
  stage?: string;
  week?: Week;
}

/** Everything in the picture as rows, in the order of time. */
export function rowsOf(progress: Progress): Row[] {
  const rows: Row[] = [
    ...progress.series.flatMap((series) =>
      series.points.map((point): Row => ({
        time: seconds(point.answeredAt),
        at: new Date(point.answeredAt),
        kind: point.value === undefined ? 'no-score' : 'score',
        series,
        point,
      })),
    ),
    ...progress.sessions
      .filter((session) => session.state === 'held')
      .map((session): Row => ({
        time: seconds(session.startsAt),
        at: new Date(session.startsAt),
        kind: 'session',
      })),
    ...progress.stages.map((stage): Row => ({
      time: seconds(stage.from),
      at: new Date(stage.from),
      kind: 'stage',
      stage: stage.stage,
    })),
    ...progress.homework.map((week): Row => ({
      time: seconds(`${week.from}T00:00:00Z`),
      at: new Date(`${week.from}T12:00:00`),
      kind: 'homework',
      week,
    })),
  ];
  return rows.sort((a, b) => a.time - b.time);
}

/** How much later than it was filled in an answer arrived, in whole hours; 0 below one. */
export function hoursLate(point: Pick<Point, 'answeredAt' | 'receivedAt'>): number {
  return Math.max(0, Math.floor((Date.parse(point.receivedAt) - Date.parse(point.answeredAt)) / 3_600_000));
}

/** A number as people write it: no needless zeros. */
export function plain(value: number): string {
  return String(Math.round(value * 100) / 100);
}
