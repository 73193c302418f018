import base64
import json

import kafka
from kafka.partitioner.default import DefaultPartitioner
from kafka.partitioner.hashed import Murmur2Partitioner

from golden_keys import golden_keys

ALL = list(range(97))
AVAILABLE = [partition for partition in ALL if partition % 3 == 0]


def encoded(partitions):
    return base64.b64encode(bytes(partitions)).decode()


print(json.dumps({
    "source": "kafka-python " + kafka.__version__,
    "default": encoded(DefaultPartitioner()(key, ALL, AVAILABLE) for key in golden_keys()),
    "murmur2": encoded(Murmur2Partitioner()(key, ALL, AVAILABLE) for key in golden_keys()),
}))
