import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.TimestampType;

/** Times Kafka's own encoder and decoder on the records that come in, a line each; see orientation.mjs. */
public final class RecordsBench {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP_ROUNDS = 4;
    private static long sink;

    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[0]);
        byte magic = Byte.parseByte(args[1]);
        CompressionType codec = CompressionType.forName(args[2]);
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] fields = line.split("\t");
            keys.add(HexFormat.of().parseHex(fields[0]));
            values.add(HexFormat.of().parseHex(fields[1]));
        }
        ByteBuffer encoded = encode(magic, codec, keys, values);
        int batches = Math.max(2, (codec == CompressionType.GZIP ? 8_000 : 80_000) / keys.size());
        time("encode", rounds, batches, keys.size(), () -> sink += encode(magic, codec, keys, values).remaining());
        time("decode", rounds, batches, keys.size(), () -> decode(encoded));
    }

    private static ByteBuffer encode(byte magic, CompressionType codec, List<byte[]> keys, List<byte[]> values) {
        TimestampType type = magic == 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME;
        MemoryRecordsBuilder builder = MemoryRecords.builder(
            ByteBuffer.allocate(1 << 17), magic, Compression.of(codec).build(), type, 0L);
        for (int i = 0; i < keys.size(); i++) builder.append(1_700_000_000_000L + i, keys.get(i), values.get(i));
        return builder.build().buffer();
    }

    private static void decode(ByteBuffer bytes) {
        for (MutableRecordBatch batch : MemoryRecords.readableRecords(bytes.duplicate()).batches()) {
            batch.ensureValid();
            for (Record record : batch) {
                sink += record.offset() + record.timestamp() + record.key().remaining() + record.value().remaining()
                    + record.headers().length;
            }
        }
    }

    private static void time(String what, int rounds, int batches, int count, Runnable work) {
        double[] samples = new double[rounds];
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int n = 0; n < batches; n++) work.run();
            long took = THREADS.getCurrentThreadCpuTime() - start;
            if (round >= 0) samples[round] = (double) took / ((long) batches * count);
        }
        Arrays.sort(samples);
        System.out.printf("%s\t%.0f\t%.0f\t%.0f%n", what, samples[0], samples[rounds / 2], samples[rounds - 1]);
    }
}
