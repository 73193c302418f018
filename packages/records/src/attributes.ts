/** The attribute bits of messages (int8) and record batches (int16). */

// bits 0-2  codec              0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd
// bit  3    timestamp type     0 create time, 1 log append time        (magic 1 and 2)
// bit  4    transactional                                              (magic 2)
// bit  5    control batch                                              (magic 2)
// bit  6    delete horizon     base timestamp is the delete horizon    (magic 2)
export const CODEC_MASK = 0x07;
export const LOG_APPEND_TIME_BIT = 0x08;
export const TRANSACTIONAL_BIT = 0x10;
export const CONTROL_BIT = 0x20;
export const DELETE_HORIZON_BIT = 0x40;
