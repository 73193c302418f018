"""Writes and reads records with kafka-python; the lines it talks in are described in ../src/record-text.ts."""

import sys

from kafka.record.memory_records import MemoryRecords, MemoryRecordsBuilder

CODECS = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}


def unhex(text):
    return None if text == "-" else bytes.fromhex(text)


def to_hex(data):
    return "-" if data is None else bytes(data).hex()


def write_case(head, records):
    name = head[1]
    try:
        builder = MemoryRecordsBuilder(int(head[2]), CODECS[head[3]], 1 << 30)
        for _, _, timestamp, key, value, *headers in records:
            pairs = [header.split("=") for header in headers]
            builder.append(
                int(timestamp), unhex(key), unhex(value), [(unhex(k).decode(), unhex(v)) for k, v in pairs]
            )
        builder.close()
        print("bytes", name, bytes(builder.buffer()).hex(), sep="\t")
    except Exception as error:  # whatever it is, the other side wants to know
        print("error", name, repr(error), sep="\t")


def write():
    head, records = None, []
    for line in sys.stdin:
        fields = line.rstrip("\n").split("\t")
        if fields[0] == "case":
            if head:
                write_case(head, records)
            head, records = fields, []
        else:
            records.append(fields)
    if head:
        write_case(head, records)


def read():
    for line in sys.stdin:
        _, name, data = line.rstrip("\n").split("\t")
        try:
            answer = [["case", name]]
            records = MemoryRecords(bytes.fromhex(data))
            while records.has_next():
                batch = records.next_batch()
                if not batch.validate_crc():
                    raise ValueError("wrong checksum")
                for record in batch:
                    headers = [f"{k.encode().hex()}={to_hex(v)}" for k, v in record.headers or []]
                    timestamp = -1 if record.timestamp is None else record.timestamp
                    answer.append(["record", record.offset, timestamp, to_hex(record.key), to_hex(record.value), *headers])
            for fields in answer:
                print(*fields, sep="\t")
        except Exception as error:
            print("error", name, repr(error), sep="\t")


if __name__ == "__main__":
    write() if sys.argv[1] == "write" else read()
