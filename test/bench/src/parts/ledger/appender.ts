/** A log under test: appends so many items to one stream and resolves after the commit. */
export interface Appender {
  append(stream: string, items: number): Promise<void>;
  /** Items of a stream in order. */
  read(stream: string): Promise<readonly unknown[]>;
  /** Walks the whole log in order; resolves with how many items it met. */
  replay(): Promise<number>;
  close(): Promise<void>;
}

/** Writers that append to streams of their own, each one after the other, until `count` appends are done. */
export async function appendWith(appender: Appender, writers: number, count: number, label: string): Promise<void> {
  let next = 0;
  const writer = async (number: number): Promise<void> => {
    for (let mine = next++; mine < count; mine = next++) {
      await appender.append(`${label}-${number}-${mine % 10}`, (mine % 3) + 1);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)));
}
