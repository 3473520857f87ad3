import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Mark {
  time: number;
  words?: string;
}

export interface Spot {
  time: number;
  value: number;
  /** What a screen reader says. */
  words: string;
  open?: (() => void) | undefined;
}

export interface ChartProps {
  span: [number, number];
  range: [number, number];
  label: string;
  height: number;
  /** Fixed lines across: a cut-off. */
  across?: number[];
  lines?: { times: number[]; values: (number | null)[] };
  /** Two quiet lines with what was seen between them. */
  seen?: { times: number[]; low: number[]; high: number[] };
  bars?: { times: number[]; whole: number[]; part: number[] };
  dots?: { times: number[]; values: (number | null)[]; range: [number, number] };
  sessions: readonly Mark[];
  stages: readonly Mark[];
  /** Every point again as a button: for fingers, keyboards and screen readers. */
  spots: readonly Spot[];
  timeWords: (time: number) => string;
}

interface Placed {
  left: number;
  top: number;
}

/** One panel on the common time axis. The canvas is a picture; the buttons over it are what can be reached. */
export function Chart(props: ChartProps) {
  const { label, height, spots } = props;
  const frame = useRef<HTMLDivElement>(null);
  const places = usePlot(frame, props);
  const [active, setActive] = useState(0);
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const reach = Math.min(active, Math.max(0, spots.length - 1));
  const go = (to: number) => {
    const next = Math.max(0, Math.min(spots.length - 1, to));
    setActive(next);
    buttons.current[next]?.focus();
  };
  return (
    <div className="chart" role="group" aria-label={label} style={{ height }}>
      <div ref={frame} aria-hidden="true" />
      {spots.map((spot, index) => (
        <button
          key={`${spot.time}/${index}`}
          ref={(element) => {
            buttons.current[index] = element;
          }}
          type="button"
          className="chart-spot"
          tabIndex={index === reach ? 0 : -1}
          aria-label={spot.words}
          title={spot.words}
          style={{ left: places[index]?.left ?? 0, top: places[index]?.top ?? 0 }}
          onClick={() => {
            setActive(index);
            spot.open?.();
          }}
          onKeyDown={(event) => {
            const step = { ArrowRight: 1, ArrowLeft: -1, Home: -spots.length, End: spots.length }[event.key];
            if (step === undefined) return;
            event.preventDefault();
            go(index + step);
          }}
        />
      ))}
    </div>
  );
}

/** Draws into the frame, anew when the width or the data change; answers where the spots are. */
function usePlot(frame: React.RefObject<HTMLDivElement | null>, props: ChartProps): Placed[] {
  const [places, setPlaces] = useState<Placed[]>([]);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const data = JSON.stringify([
    props.span,
    props.range,
    props.lines,
    props.seen,
    props.bars,
    props.dots,
    props.sessions,
    props.stages,
    props.across,
  ]);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let plot: uPlot | null = null;
    const place = (u: uPlot) => {
      const ratio = devicePixelRatio || 1;
      setPlaces(
        latest.current.spots.map((spot) => ({
          left: u.bbox.left / ratio + u.valToPos(spot.time, 'x'),
          top: u.bbox.top / ratio + u.valToPos(spot.value, 'y'),
        })),
      );
    };
    const draw = () => {
      plot?.destroy();
      plot = make(element, latest.current, place);
    };
    draw();
    let width = element.clientWidth;
    const watch = new ResizeObserver(() => {
      if (element.clientWidth === width || element.clientWidth === 0) return;
      width = element.clientWidth;
      draw();
    });
    watch.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      watch.disconnect();
      dark.removeEventListener('change', draw);
      plot?.destroy();
    };
  }, [frame, data]);
  return places;
}

function make(element: HTMLElement, props: ChartProps, ready: (u: uPlot) => void): uPlot {
  const style = getComputedStyle(element);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  const font = `12px ${ink('--font')}`;
  const { lines, seen, bars, dots } = props;
  const times = [
    ...new Set([
      ...(lines?.times ?? []),
      ...(seen?.times ?? []),
      ...(bars?.times ?? []),
      ...(dots?.times ?? []),
    ]),
  ].sort((a, b) => a - b);
  // uPlot takes null for "no value here: break the line" and undefined for "nothing measured then: go on".
  const along = (own: number[] | undefined, values: (number | null)[] | undefined) =>
    times.map((time) => {
      const at = own?.indexOf(time) ?? -1;
      return at < 0 ? undefined : values?.[at];
    });
  const series: uPlot.Series[] = [{}];
  const data: (number | null | undefined)[][] = [times];
  const add = (options: uPlot.Series, values: (number | null | undefined)[]) => {
    series.push(options);
    data.push(values);
  };
  const week = 7 * 86_400;
  const barWidth = Math.max(4, ((element.clientWidth - 60) * week * 0.55) / (props.span[1] - props.span[0]));
  const barPaths = uPlot.paths.bars?.({ size: [0.6, barWidth] });
  if (bars) {
    const paths = barPaths ? { paths: barPaths } : {};
    add(
      { ...paths, fill: ink('--accent-soft'), stroke: ink('--accent'), width: 1, points: { show: false } },
      along(bars.times, bars.whole),
    );
    add(
      { ...paths, fill: ink('--accent'), stroke: ink('--accent'), width: 1, points: { show: false } },
      along(bars.times, bars.part),
    );
  }
  if (seen) {
    const edge = { stroke: ink('--ink-3'), width: 1, dash: [2, 3], points: { show: false }, spanGaps: true };
    add(edge, along(seen.times, seen.low));
    add(edge, along(seen.times, seen.high));
  }
  if (lines) {
    add(
      {
        stroke: ink('--accent'),
        width: 2,
        spanGaps: false,
        points: { show: true, size: 8, fill: ink('--sheet'), stroke: ink('--accent'), width: 2 },
      },
      along(lines.times, lines.values),
    );
  }
  if (dots) {
    add(
      {
        scale: 'q',
        stroke: ink('--clay'),
        width: 0,
        paths: () => null,
        points: { show: true, size: 8, fill: ink('--clay') },
      },
      along(dots.times, dots.values),
    );
  }
  const axis = {
    stroke: ink('--ink-3'),
    font,
    grid: { stroke: ink('--line'), width: 1 },
    ticks: { show: false },
  };
  return new uPlot(
    {
      width: Math.max(200, element.clientWidth),
      height: props.height,
      // The panel with dots has an axis on the right; the others leave its room, so that one moment stands in one line.
      padding: [18, dots ? 4 : 34, 0, 0],
      cursor: { show: false },
      legend: { show: false },
      scales: {
        x: { time: true, range: props.span },
        y: { range: props.range },
        ...(dots ? { q: { range: dots.range } } : {}),
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 28,
          space: 64,
          values: (_, splits) => splits.map(props.timeWords),
        },
        { ...axis, size: 36, space: 34, incrs: [1, 2, 5, 10, 20, 25, 50] },
        ...(dots
          ? [
              {
                ...axis,
                scale: 'q',
                side: 1,
                size: 30,
                grid: { show: false },
                stroke: ink('--clay'),
                incrs: [2, 4],
              },
            ]
          : []),
      ],
      series,
      hooks: {
        drawClear: [(u) => drawBehind(u, props, ink, font)],
        ready: [ready],
      },
    },
    data as uPlot.AlignedData,
    element,
  );
}

/** Sessions as ticks at the foot, stages as words at the top with a line where each begins, cut-offs as dashes. */
function drawBehind(u: uPlot, props: ChartProps, ink: (name: string) => string, font: string): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio || 1;
  const x = (time: number) => u.valToPos(time, 'x', true);
  ctx.save();
  ctx.lineWidth = ratio;
  ctx.strokeStyle = ink('--line-strong');
  for (const session of props.sessions) {
    const at = x(session.time);
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(at, bbox.top + bbox.height);
    ctx.lineTo(at, bbox.top + bbox.height - 8 * ratio);
    ctx.stroke();
  }
  ctx.font = font.replace('12px', `${12 * ratio}px`);
  ctx.fillStyle = ink('--ink-3');
  ctx.textBaseline = 'bottom';
  props.stages.forEach((stage, index) => {
    const at = Math.max(x(stage.time), bbox.left);
    const next = props.stages[index + 1];
    const room = (next ? x(next.time) : bbox.left + bbox.width) - at;
    if (stage.words && ctx.measureText(stage.words).width + 6 * ratio < room)
      ctx.fillText(stage.words, at + 3 * ratio, bbox.top - 3 * ratio);
    if (index === 0) return;
    ctx.setLineDash([2 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(at, bbox.top - 14 * ratio);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
  });
  ctx.setLineDash([5 * ratio, 5 * ratio]);
  for (const value of props.across ?? []) {
    const at = u.valToPos(value, 'y', true);
    ctx.beginPath();
    ctx.moveTo(bbox.left, at);
    ctx.lineTo(bbox.left + bbox.width, at);
    ctx.stroke();
  }
  ctx.restore();
}
