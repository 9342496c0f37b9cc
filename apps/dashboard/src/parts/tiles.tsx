export interface TileText {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

/** The few numbers that a page is about. */
export function Tiles({ tiles }: { readonly tiles: readonly TileText[] }) {
  return (
    <dl className="tiles">
      {tiles.map(({ name, value, note = '' }) => (
        <div className="tile" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          {note !== '' && <dd className="tile-note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
