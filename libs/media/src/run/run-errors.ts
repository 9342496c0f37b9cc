/** Base of every failure of a media tool; the message ends with the last lines of its stderr. */
export class MediaToolError extends Error {
  constructor(
    readonly tool: string,
    readonly stderrTail: string,
    message: string,
  ) {
    super(stderrTail === '' ? message : `${message}: ${stderrTail}`);
    this.name = new.target.name;
  }
}

/** The binary is not there or cannot be executed. */
export class MediaToolMissing extends MediaToolError {
  constructor(tool: string, reason: string) {
    super(tool, '', `${tool} cannot be run (${reason}); install ffmpeg or set LAB_MEDIA_FFMPEG`);
  }
}

/** The tool ended with a failure of its own. */
export class MediaToolFailed extends MediaToolError {
  constructor(
    tool: string,
    readonly exitCode: number | null,
    readonly exitSignal: string | null,
    stderrTail: string,
  ) {
    super(tool, stderrTail, `${tool} ended with ${exitSignal === null ? `code ${exitCode}` : `signal ${exitSignal}`}`);
  }
}

/** The tool ran past its limit and was killed. */
export class MediaToolTimedOut extends MediaToolError {
  constructor(
    tool: string,
    readonly timeoutMs: number,
    stderrTail: string,
  ) {
    super(tool, stderrTail, `${tool} was stopped after ${timeoutMs} ms`);
  }
}

/** The tool wrote more than its caller can use and was killed. */
export class MediaOutputTooLarge extends MediaToolError {
  constructor(
    tool: string,
    readonly maxBytes: number,
  ) {
    super(tool, '', `${tool} wrote more than ${maxBytes} bytes`);
  }
}
