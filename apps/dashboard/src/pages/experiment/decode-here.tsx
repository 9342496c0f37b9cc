import type { ExperimentDocument } from '@codecsmith/client';
import { useEffect, useRef, useState } from 'react';
import { useAddress } from '../../data/address.ts';
import { short } from '../../data/format.ts';
import { useLab } from '../../data/session.tsx';
import { decodeRun, type Decoded, type RunToDecode } from '../../decoding/decode-run.ts';
import { rgbaOf, type RawFrame } from '../../decoding/rgb.ts';
import { useClipLabel, useClips } from '../../parts/clip-choice.tsx';
import { Trouble } from '../../parts/states.tsx';
import { useMeasuredClip } from './curves.tsx';

/** Lets this browser decode the run that the address names, and plays it beside its source. */
export function DecodeHere({ document }: { readonly document: ExperimentDocument }) {
  const [address] = useAddress();
  const { name, digest } = useMeasuredClip(document);
  const label = useClipLabel();
  const clip = useClips().data?.find((each) => each.digest === digest);
  const runs = document.runs.filter((each) => each.clip === digest);
  const run = runs.find(({ quality }) => String(quality) === address.get('quality')) ?? runs[0];
  const { experimentId, candidate } = document;
  if (run === undefined || clip === undefined || candidate === null) return null;
  return (
    <section className="card" aria-labelledby="decode-here">
      <h2 id="decode-here">Decode on this page</h2>
      {candidate.language === 'javascript' ? (
        <>
          <p className="soft">
            The clip {label(name)} at quality {run.quality}, as chosen above. The decoder runs in this browser, apart
            from your session and from every network.
          </p>
          <Decoding key={`${digest} ${run.quality}`} what={{ experimentId, candidate, run, clip }} />
        </>
      ) : (
        <p className="soft">
          This codec is written in Python: it cannot be decoded on a page. Browsers run codecs in JavaScript;
          ./codecsmith decode runs every codec.
        </p>
      )}
    </section>
  );
}

function Decoding({ what }: { readonly what: RunToDecode }) {
  const { start, stop, running, decoded, error } = useDecoding(what);
  const { frames: total } = what.clip;
  return (
    <>
      <div className="row">
        <button type="button" onClick={start} disabled={running}>
          Decode here
        </button>
        {running && (
          <button type="button" onClick={stop}>
            Stop decoding
          </button>
        )}
        {decoded !== null && (
          <>
            <progress value={decoded.frames.length} max={total} aria-label="Frames decoded" />
            <span>
              {decoded.frames.length} of {total} frames
              {decoded.framesPerSecond !== null && `, ${decoded.framesPerSecond.toFixed(1)} frames a second`}
            </span>
          </>
        )}
      </div>
      {error !== null && <Trouble error={error} />}
      {decoded?.equal !== undefined && <Equality decoded={decoded} lab={what.run.reconstruction} />}
      {decoded !== null && decoded.frames.length > 0 && <Player decoded={decoded} clip={what.clip} />}
    </>
  );
}

function useDecoding(what: RunToDecode) {
  const lab = useLab();
  const [decoded, setDecoded] = useState<Decoded | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  useEffect(() => () => running?.abort(), [running]);
  const start = () => {
    const work = new AbortController();
    setRunning(work);
    setDecoded(null);
    setError(null);
    decodeRun(lab, what, { signal: work.signal, onProgress: setDecoded })
      .catch((reason: unknown) => {
        if (!work.signal.aborted) setError(reason);
      })
      .finally(() => setRunning((now) => (now === work ? null : now)));
  };
  return { start, stop: () => running?.abort(), running: running !== null, decoded, error };
}

function Equality({ decoded: { equal, digest }, lab }: { readonly decoded: Decoded; readonly lab: string }) {
  if (equal === true) {
    return (
      <p role="status">
        <span className="better">Equal to the lab’s own bytes</span>: sha256 <code>{short(lab, 16)}</code>
      </p>
    );
  }
  return (
    <p className="note" role="alert">
      {equal === null
        ? 'Not compared with the lab’s own bytes: browsers compute sha256 on HTTPS and on this machine alone.'
        : `Other bytes than the lab’s own: sha256 ${digest} here, ${lab} in the lab. Another engine computes other numbers, or codeckit has changed since.`}
    </p>
  );
}

interface PlayerProps {
  readonly decoded: Decoded;
  readonly clip: RunToDecode['clip'];
}

/** Source and decoded frames, side by side and in step. */
function Player({ decoded: { source, frames }, clip }: PlayerProps) {
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const count = frames.length;
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => setAt((before) => (before + 1) % count), (1000 * clip.fps.den) / clip.fps.num);
    return () => clearInterval(timer);
  }, [playing, count, clip.fps]);
  return (
    <>
      <div className="side-by-side">
        <Canvas frame={source[at]} clip={clip} name="source" label={`Source of decoded frame ${at}`} />
        <Canvas frame={frames[at]} clip={clip} name="decoded here" label={`Decoded here: frame ${at}`} />
      </div>
      <div className="row under">
        <button type="button" onClick={() => setPlaying(!playing)}>
          {playing ? 'Pause' : 'Play'}
        </button>
        <label className="field grow">
          Decoded frame {at} of 0 to {count - 1}
          <input
            type="range"
            min={0}
            max={count - 1}
            value={at}
            onChange={(event) => setAt(Number(event.target.value))}
          />
        </label>
      </div>
    </>
  );
}

interface CanvasProps {
  readonly frame: RawFrame | undefined;
  readonly clip: RunToDecode['clip'];
  readonly name: string;
  readonly label: string;
}

function Canvas({ frame, clip, name, label }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (frame !== undefined) canvas.current?.getContext('2d')?.putImageData(rgbaOf(frame, clip), 0, 0);
  }, [frame, clip]);
  return (
    <div className="picture" style={{ aspectRatio: `${clip.width} / ${clip.height}` }}>
      <canvas ref={canvas} width={clip.width} height={clip.height} role="img" aria-label={label} />
      <span className="tag left">{name}</span>
    </div>
  );
}
