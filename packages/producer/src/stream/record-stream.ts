/** A Writable of records: as fast as the producer has room, and finished when the last record is acknowledged. */
import type { Writable } from "node:stream";
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
export function createRecordStream<K, V>(sink: RecordSink<K, V>): Writable {
  // Loaded when a stream is wanted, not with the package.
  const node = process.getBuiltinModule("node:stream");
  const stream = new node.Writable({
    objectMode: true,
    write(record: ProducerRecord<K, V>, _encoding, callback) {
      send(record);
      whenRoom(callback);
    },
    writev(chunks: readonly { readonly chunk: ProducerRecord<K, V> }[], callback) {
      for (const { chunk } of chunks) send(chunk);
      whenRoom(callback);
    },
    final(callback) {
      // A failure has destroyed the stream by the time the flush is over, and then nobody hears of this.
      sink.flush().then(() => callback(), callback);
    },
  });
  const fail = (error: Error): void => {
    stream.destroy(error);
  };
  const send = (record: ProducerRecord<K, V>): void => {
    sink.send(record).catch(fail);
  };
  const whenRoom = (callback: () => void): void => {
    if (sink.hasRoom) callback();
    else sink.room().then(callback, fail);
  };
  return stream;
}
