import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Readable;

/**
 * Kafka's own generated message classes behind a pipe. A line in, a line out:
 *
 *   encode NAME VERSION JSON     the message's bytes, in base64
 *   decode NAME VERSION BASE64   what Kafka writes after it has read these bytes, in base64
 *
 * An answer that begins with "error " says why there is none.
 */
public class KafkaMessages {
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(answer(line.split(" ", 4)));
            if (!in.ready()) out.flush();
        }
    }

    private static String answer(String[] question) {
        try {
            String name = question[1];
            short version = Short.parseShort(question[2]);
            Message message = question[0].equals("encode")
                ? fromJson(name, version, question[3])
                : fromBytes(name, version, Base64.getDecoder().decode(question[3]));
            return Base64.getEncoder().encodeToString(toBytes(message, version));
        } catch (InvocationTargetException e) {
            return "error " + String.valueOf(e.getCause()).replace('\n', ' ');
        } catch (Exception e) {
            return "error " + String.valueOf(e).replace('\n', ' ');
        }
    }

    private static Message fromJson(String name, short version, String json) throws Exception {
        return (Message) data(name + "DataJsonConverter")
            .getMethod("read", JsonNode.class, short.class)
            .invoke(null, new ObjectMapper().readTree(json), version);
    }

    private static Message fromBytes(String name, short version, byte[] bytes) throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Message message = (Message) data(name + "Data")
            .getConstructor(Readable.class, short.class)
            .newInstance(new ByteBufferAccessor(buffer), version);
        if (buffer.hasRemaining()) throw new IllegalArgumentException(buffer.remaining() + " bytes are left over");
        return message;
    }

    private static byte[] toBytes(Message message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(buffer), cache, version);
        return buffer.array();
    }

    private static Class<?> data(String name) throws ClassNotFoundException {
        return Class.forName("org.apache.kafka.common.message." + name);
    }
}
