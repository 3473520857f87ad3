export interface CurveProps {
  points: readonly number[];
  min: number;
  max: number;
  /** The same in words: a picture alone says nothing to a screen reader. */
  label: string;
}

/** A small line through the points, from the first to the last. Nothing is drawn below two points. */
export function Curve({ points, min, max, label }: CurveProps) {
  const width = 240;
  const height = 64;
  const pad = 6;
  if (points.length < 2) return <p className="small">{label}</p>;
  const x = (index: number) => pad + (index * (width - 2 * pad)) / (points.length - 1);
  const y = (value: number) => height - pad - ((value - min) / (max - min || 1)) * (height - 2 * pad);
  const line = points
    .map((value, index) => `${index ? 'L' : 'M'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`)
    .join(' ');
  return (
    <figure>
      <svg className="curve" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        <path
          d={line}
          fill="none"
          stroke="var(--accent)"
          strokeWidth="2"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
        {points.map((value, index) => (
          <circle key={index} cx={x(index)} cy={y(value)} r="3.5" fill="var(--accent)" />
        ))}
      </svg>
      <figcaption className="small" aria-hidden="true">
        {label}
      </figcaption>
    </figure>
  );
}
