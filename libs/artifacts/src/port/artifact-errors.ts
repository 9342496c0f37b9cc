/** Base of everything an artifact store refuses; `digest` is the one that was asked for. */
export class ArtifactError extends Error {
  constructor(
    readonly digest: string,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The text is not 64 lower-case hexadecimal characters. */
export class InvalidDigest extends ArtifactError {
  constructor(digest: string) {
    super(digest, `digest ${JSON.stringify(digest)} is not a sha256: 64 lower-case hexadecimal characters are allowed`);
  }
}

/** Nothing is stored under this digest. */
export class ArtifactMissing extends ArtifactError {
  constructor(digest: string) {
    super(digest, `artifact ${digest} is not in the store`);
  }
}

/** The stored bytes are not the ones this digest names. */
export class ArtifactDamaged extends ArtifactError {
  constructor(
    digest: string,
    readonly actualDigest: string,
  ) {
    super(digest, `artifact ${digest} is damaged: its bytes now have sha256 ${actualDigest}`);
  }
}

/** More bytes arrived than the caller allows. */
export class ArtifactTooLarge extends Error {
  constructor(readonly maxBytes: number) {
    super(`artifact is larger than the ${maxBytes} bytes allowed`);
    this.name = 'ArtifactTooLarge';
  }
}

/** The bytes offered for a digest do not have it. Nothing was stored. */
export class DigestMismatch extends ArtifactError {
  constructor(
    digest: string,
    readonly actualDigest: string,
  ) {
    super(digest, `the bytes offered as artifact ${digest} have sha256 ${actualDigest}`);
  }
}
