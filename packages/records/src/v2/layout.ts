/** The record batch, magic 2: where everything is. All integers are big-endian. */

// offset  0  baseOffset             int64    the producer writes 0, the broker the log offset
//         8  batchLength            int32    bytes after this field
//        12  partitionLeaderEpoch   int32    not covered by the CRC, so that a broker may set it
//        16  magic                  int8     2
//        17  crc                    uint32   CRC-32C of everything from attributes on
//        21  attributes             int16    see ../attributes.ts
//        23  lastOffsetDelta        int32
//        27  baseTimestamp          int64    of the first record; the delete horizon when that bit is set
//        35  maxTimestamp           int64
//        43  producerId             int64    -1 none
//        51  producerEpoch          int16    -1 none
//        53  baseSequence           int32    -1 none
//        57  recordsCount           int32
//        61  records                         one compressed block when the codec is not 0
export const PARTITION_LEADER_EPOCH_OFFSET = 12;
export const CRC_OFFSET = 17;
export const ATTRIBUTES_OFFSET = 21;
export const LAST_OFFSET_DELTA_OFFSET = 23;
export const BASE_TIMESTAMP_OFFSET = 27;
export const MAX_TIMESTAMP_OFFSET = 35;
export const PRODUCER_ID_OFFSET = 43;
export const PRODUCER_EPOCH_OFFSET = 51;
export const BASE_SEQUENCE_OFFSET = 53;
export const RECORDS_COUNT_OFFSET = 57;

/** Bytes before the records. */
export const RECORD_BATCH_OVERHEAD_BYTES = 61;

/**
 * The most that one record adds to its key, value and headers:
 * length varint 5, attributes 1, timestamp delta varlong 10, offset delta varint 5.
 */
export const MAX_RECORD_OVERHEAD_BYTES = 21;

export const NO_PARTITION_LEADER_EPOCH = -1;
export const NO_PRODUCER_ID = -1n;
export const NO_PRODUCER_EPOCH = -1;
export const NO_SEQUENCE = -1;
