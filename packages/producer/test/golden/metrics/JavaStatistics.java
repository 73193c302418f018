import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Rate;

public class JavaStatistics {
    public static void main(String[] args) {
        MetricConfig config = new MetricConfig().samples(2).timeWindow(1000, TimeUnit.MILLISECONDS);
        Avg avg = new Avg();
        Max max = new Max();
        Rate rate = new Rate();
        CumulativeSum total = new CumulativeSum();
        Random random = new Random(7);
        long now = 0;
        System.out.println("[");
        for (int i = 0; i < 200; i++) {
            // Mostly within a window, sometimes past one, now and then past all of them.
            now += random.nextInt(10) < 7 ? random.nextInt(300) : random.nextInt(10) < 7 ? random.nextInt(1500) : 3000;
            double value = random.nextInt(1000);
            avg.record(config, value, now);
            max.record(config, value, now);
            rate.record(config, value, now);
            total.record(config, value, now);
            System.out.printf("[%d, %s, %s, %s, %s, %s]%s%n", now, value, avg.measure(config, now),
                max.measure(config, now), rate.measure(config, now), total.measure(config, now), i < 199 ? "," : "");
        }
        System.out.println("]");
    }
}
