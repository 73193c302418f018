/** A Writable of records: as fast as the producer has room, and finished when the last record is acknowledged. */
import { Writable } from "node:stream";
import type { FutureRecordMetadata, ProducerRecord } from "../record/index.js";

/** What a stream needs of a producer. */
export interface RecordSink<K, V> {
  send(record: ProducerRecord<K, V>): FutureRecordMetadata;
  readonly hasRoom: boolean;
  room(): Promise<void>;
  flush(): Promise<void>;
}

/**
 * Each chunk is a record. A write calls back when the producer has room for the next one, so that a source is read no
 * faster than the cluster takes its records. The first record that fails destroys the stream with its error; `finish`
 * comes when all are acknowledged. Ending the stream leaves the producer open.
 */
export class RecordStream<K, V> extends Writable {
  readonly #sink: RecordSink<K, V>;
  readonly #fail = (error: Error): void => {
    this.destroy(error);
  };

  constructor(sink: RecordSink<K, V>) {
    super({ objectMode: true });
    this.#sink = sink;
  }

  override _write(record: ProducerRecord<K, V>, _encoding: BufferEncoding, callback: () => void): void {
    this.#sink.send(record).catch(this.#fail);
    this.#whenRoom(callback);
  }

  override _writev(chunks: { readonly chunk: ProducerRecord<K, V> }[], callback: () => void): void {
    for (const { chunk } of chunks) this.#sink.send(chunk).catch(this.#fail);
    this.#whenRoom(callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    // A failure has destroyed the stream by the time the flush is over, and then nobody hears of this.
    this.#sink.flush().then(() => callback(), callback);
  }

  #whenRoom(callback: () => void): void {
    if (this.#sink.hasRoom) callback();
    else this.#sink.room().then(callback, this.#fail);
  }
}
