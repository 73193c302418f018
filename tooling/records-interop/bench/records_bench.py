"""Times kafka-python's encoder and decoder on the records that come in, a line each; see orientation.mjs."""

import sys
import time

from kafka.record.memory_records import MemoryRecords, MemoryRecordsBuilder

CODECS = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}


def encode(magic, codec, rows):
    builder = MemoryRecordsBuilder(magic, CODECS[codec], 1 << 20)
    for i, (key, value) in enumerate(rows):
        builder.append(1_700_000_000_000 + i, key, value, [])
    builder.close()
    return bytes(builder.buffer())


def decode(data):
    total = 0
    records = MemoryRecords(data)
    while records.has_next():
        batch = records.next_batch()
        if not batch.validate_crc():
            raise ValueError("CRC")
        for record in batch:
            total += record.offset + (record.timestamp or 0) + len(record.key) + len(record.value) + len(record.headers)
    return total


def measure(what, rounds, batches, count, work):
    samples = []
    for _ in range(rounds):
        start = time.process_time_ns()
        for _ in range(batches):
            work()
        samples.append((time.process_time_ns() - start) / (batches * count))
    samples.sort()
    print(what, *(round(sample) for sample in (samples[0], samples[len(samples) // 2], samples[-1])), sep="\t")


rounds, magic, codec = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
rows = [tuple(bytes.fromhex(field) for field in line.split("\t")) for line in sys.stdin]
encoded = encode(magic, codec, rows)
batches = max(2, 4_000 // len(rows))
measure("encode", rounds, batches, len(rows), lambda: encode(magic, codec, rows))
measure("decode", rounds, batches, len(rows), lambda: decode(encoded))
