import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends records with Kafka's own producer; the lines it reads are described in ../src/peer.ts. */
public final class SendTool {
    private static final HexFormat HEX = HexFormat.of();

    public static void main(String[] args) throws Exception {
        Properties options = new Properties();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] fields = line.split("\t", -1);
            switch (fields[0]) {
                case "option" -> options.put(fields[1], fields[2]);
                case "record" -> records.add(record(fields));
                case "send" -> {
                    send(options, records);
                    options = new Properties();
                    records = new ArrayList<>();
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private static void send(Properties options, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(options, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> results = new ArrayList<>();
            for (ProducerRecord<byte[], byte[]> record : records) results.add(producer.send(record));
            producer.flush();
            for (Future<RecordMetadata> result : results) {
                RecordMetadata metadata = result.get();
                System.out.println("sent\t" + metadata.partition() + "\t" + metadata.offset() + "\t" + metadata.timestamp());
            }
        }
        System.out.println("done");
    }

    private static ProducerRecord<byte[], byte[]> record(String[] fields) {
        List<Header> headers = new ArrayList<>();
        for (int i = 6; i < fields.length; i++) {
            String[] pair = fields[i].split("=", -1);
            headers.add(new RecordHeader(new String(HEX.parseHex(pair[0]), StandardCharsets.UTF_8), bytes(pair[1])));
        }
        Integer partition = fields[2].equals("-") ? null : Integer.valueOf(fields[2]);
        Long timestamp = fields[3].equals("-") ? null : Long.valueOf(fields[3]);
        return new ProducerRecord<>(fields[1], partition, timestamp, bytes(fields[4]), bytes(fields[5]), headers);
    }

    private static byte[] bytes(String hex) {
        return hex.equals("-") ? null : HEX.parseHex(hex);
    }
}
