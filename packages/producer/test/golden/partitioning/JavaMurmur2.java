import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.common.utils.Utils;

public class JavaMurmur2 {
    private static int state = 1;

    private static int next() {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return state;
    }

    public static void main(String[] args) {
        ByteBuffer hashes = ByteBuffer.allocate(4 * 10_000).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 10_000; i++) hashes.putInt(Utils.murmur2(i % 2 == 0 ? text() : bytes()));
        System.out.printf("{\"source\": \"kafka-clients %s\", \"murmur2\": \"%s\"}%n",
            AppInfoParser.getVersion(), Base64.getEncoder().encodeToString(hashes.array()));
    }

    private static byte[] text() {
        return ("key-" + Integer.toUnsignedString(next())).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[Integer.remainderUnsigned(next(), 64)];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) next();
        return bytes;
    }
}
