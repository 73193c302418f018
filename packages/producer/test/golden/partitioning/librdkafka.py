"""Asks librdkafka's own function; the library is the system's, or the one named by the first argument."""
import base64
import ctypes
import ctypes.util
import json
import sys

from golden_keys import golden_keys

PARTITIONS = 97

library = ctypes.CDLL(sys.argv[1] if len(sys.argv) > 1 else ctypes.util.find_library("rdkafka"))
library.rd_kafka_version_str.restype = ctypes.c_char_p
# (topic, key, key length, partition count, two opaques): the topic is not looked at.
consistent = library.rd_kafka_msg_partitioner_consistent
consistent.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p]
consistent.restype = ctypes.c_int32

partitions = bytes(consistent(None, key, len(key), PARTITIONS, None, None) for key in golden_keys())
print(json.dumps({
    "source": "librdkafka " + library.rd_kafka_version_str().decode(),
    "partitions": PARTITIONS,
    "consistent": base64.b64encode(partitions).decode(),
}))
