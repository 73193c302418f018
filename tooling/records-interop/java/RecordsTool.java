import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.ControlRecordType;
import org.apache.kafka.common.record.EndTransactionMarker;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.TimestampType;

/** Writes and reads records with Kafka's own code; the lines it talks in are described in ../src/record-text.ts. */
public final class RecordsTool {
    private static final HexFormat HEX = HexFormat.of();

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 20);
        try (BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), 1 << 20)) {
            if (args[0].equals("write")) write(in, out);
            else if (args[0].equals("marker")) marker(out);
            else read(in, out);
        }
    }

    private static void write(BufferedReader in, BufferedWriter out) throws IOException {
        String[] head = null;
        List<String[]> records = new ArrayList<>();
        for (String line = in.readLine(); ; line = in.readLine()) {
            if (line == null || line.startsWith("case\t")) {
                if (head != null) writeCase(head, records, out);
                if (line == null) return;
                head = line.split("\t", -1);
                records.clear();
            } else {
                records.add(line.split("\t", -1));
            }
        }
    }

    private static void writeCase(String[] head, List<String[]> records, BufferedWriter out) throws IOException {
        String name = head[1];
        try {
            byte magic = Byte.parseByte(head[2]);
            TimestampType type = head[4].equals("append") ? TimestampType.LOG_APPEND_TIME
                : magic == 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME;
            MemoryRecordsBuilder builder = new MemoryRecordsBuilder(ByteBuffer.allocate(1 << 16), magic,
                Compression.of(CompressionType.forName(head[3])).build(), type, Long.parseLong(head[5]), Long.parseLong(head[6]),
                Long.parseLong(head[7]), Short.parseShort(head[8]), Integer.parseInt(head[9]), head[10].equals("1"), false, -1,
                Integer.MAX_VALUE);
            for (String[] record : records) {
                Header[] headers = new Header[record.length - 5];
                for (int i = 0; i < headers.length; i++) {
                    String[] parts = record[i + 5].split("=", -1);
                    headers[i] = new RecordHeader(new String(bytes(parts[0]), StandardCharsets.UTF_8), bytes(parts[1]));
                }
                builder.appendWithOffset(Long.parseLong(record[1]), Long.parseLong(record[2]), bytes(record[3]), bytes(record[4]), headers);
            }
            out.write("bytes\t" + name + "\t" + hex(builder.build().buffer()) + "\n");
        } catch (Exception e) {
            out.write("error\t" + name + "\t" + e + "\n");
        }
    }

    private static void read(BufferedReader in, BufferedWriter out) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] fields = line.split("\t", -1);
            StringBuilder answer = new StringBuilder("case\t" + fields[1] + "\n");
            try {
                for (MutableRecordBatch batch : MemoryRecords.readableRecords(ByteBuffer.wrap(bytes(fields[2]))).batches()) {
                    batch.ensureValid();
                    for (Record record : batch) {
                        record.ensureValid();
                        describe(batch, record, answer);
                    }
                }
                out.write(answer.toString());
            } catch (Exception e) {
                out.write("error\t" + fields[1] + "\t" + e + "\n");
            }
        }
    }

    private static void describe(MutableRecordBatch batch, Record record, StringBuilder answer) {
        answer.append("record\t").append(record.offset()).append('\t').append(record.timestamp());
        answer.append('\t').append(record.hasKey() ? hex(record.key()) : "-");
        answer.append('\t').append(record.hasValue() ? hex(record.value()) : "-");
        for (Header header : record.headers()) {
            answer.append('\t').append(HEX.formatHex(header.key().getBytes(StandardCharsets.UTF_8)));
            answer.append('=').append(header.value() == null ? "-" : HEX.formatHex(header.value()));
        }
        answer.append('\n');
    }

    private static void marker(BufferedWriter out) throws IOException {
        for (ControlRecordType type : new ControlRecordType[] {ControlRecordType.COMMIT, ControlRecordType.ABORT}) {
            MemoryRecords records = MemoryRecords.withEndTransactionMarker(15, 1234, -1, 23423, (short) 145, new EndTransactionMarker(type, 2));
            out.write("bytes\t" + type + "\t" + hex(records.buffer()) + "\n");
        }
    }

    private static byte[] bytes(String hex) {
        return hex.equals("-") ? null : HEX.parseHex(hex);
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return HEX.formatHex(bytes);
    }
}
