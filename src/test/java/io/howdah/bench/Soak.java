package io.howdah.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * {@code howdah serve} under 500 lookups per second and {@code howdah stream} under 1,000 events a
 * second, for some minutes, each in a JVM with a small heap: prints every 30 s what they hold and
 * judges whether that grows. The heap is there in full from the start, so that what the resident
 * set grows by is memory outside of it; what lives in the heap is what a full collection leaves.
 */
final class Soak {
  private static final String TOPIC = "soak";
  private static final List<String> JVM =
      List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
  private static final int LOOKUPS_PER_SECOND = 500;
  private static final int EVENTS_PER_SECOND = 1_000;
  private static final int BETWEEN_SECONDS = 30;
  private static final double MOST_GROWTH = 1; // MiB per minute

  private Soak() {}

  /** What a JVM holds, in MiB. */
  private record Sample(double resident, double live) {
    static Sample of(BenchJvm jvm) throws IOException, InterruptedException {
      double resident = jvm.residentMiB();
      jcmd(jvm, "GC.run");
      return new Sample(resident, live(jcmd(jvm, "GC.heap_info")));
    }

    /** The used parts of the serial collector's two generations. */
    private static double live(List<String> lines) throws IOException {
      double kib = 0;
      for (String line : lines) {
        if (line.contains(" generation ") && line.contains(" used ")) {
          kib += Double.parseDouble(line.replaceAll(".* used ([0-9]+)K.*", "$1"));
        }
      }
      if (kib == 0) {
        throw new IOException("Cannot read the heap's size from " + lines);
      }
      return kib / 1024;
    }

    private static List<String> jcmd(BenchJvm jvm, String command)
        throws IOException, InterruptedException {
      Path said = Files.createTempFile("jcmd-", ".txt");
      try {
        Process process =
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    Long.toString(jvm.process().pid()),
                    command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(BETWEEN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
          process.destroyForcibly();
          throw new IOException("Failed to ask JVM " + jvm.process().pid() + "; see " + jvm.log());
        }
        return Files.readAllLines(said);
      } finally {
        Files.delete(said);
      }
    }
  }

  static List<Comparison> run(BenchData data, BenchServer server, BenchKafka kafka, int minutes)
      throws Exception {
    kafka.createTopic(TOPIC, 2);
    int seconds = minutes * 60;
    List<Sample> serving = new ArrayList<>();
    List<Sample> streaming = new ArrayList<>();
    ExecutorService loads = Executors.newFixedThreadPool(2);
    try (BenchJvm serve = ServedLookup.start(data, server, JVM);
        BenchJvm stream = Freshness.startStream(data, server, kafka, TOPIC, JVM)) {
      URI address = ServedLookup.address(serve);
      Future<?> lookups = loads.submit(() -> lookUp(data, address, seconds));
      Future<?> events = loads.submit(() -> send(data, kafka, seconds));
      System.out.println("\n| minute | serve: RSS, live heap | stream: RSS, live heap (MiB) |");
      System.out.println("|--:|--:|--:|");
      long begin = System.nanoTime();
      for (int at = BETWEEN_SECONDS; at <= seconds; at += BETWEEN_SECONDS) {
        long next = begin + TimeUnit.SECONDS.toNanos(at);
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        Sample served = Sample.of(serve);
        Sample streamed = Sample.of(stream);
        serving.add(served);
        streaming.add(streamed);
        System.out.printf(
            Locale.ROOT,
            "| %.1f | %.0f, %.1f | %.0f, %.1f |%n",
            at / 60.0,
            served.resident,
            served.live,
            streamed.resident,
            streamed.live);
      }
      // both must have kept their pace
      lookups.get(1, TimeUnit.MINUTES);
      events.get(1, TimeUnit.MINUTES);
    } finally {
      loads.shutdownNow();
    }
    return List.of(
        growth("serve: growth of the resident set", serving.stream().map(Sample::resident)),
        growth("serve: growth of the live heap", serving.stream().map(Sample::live)),
        growth("stream: growth of the resident set", streaming.stream().map(Sample::resident)),
        growth("stream: growth of the live heap", streaming.stream().map(Sample::live)));
  }

  /** The slope of the last two thirds: before, code is compiled and pools are filled. */
  private static Comparison growth(String what, java.util.stream.Stream<Double> curve) {
    double[] all = curve.mapToDouble(Double::doubleValue).toArray();
    double[] late = Arrays.copyOfRange(all, all.length / 3, all.length);
    int half = late.length / 2;
    double before = Comparison.median(Arrays.copyOf(late, half));
    double after = Comparison.median(Arrays.copyOfRange(late, half, late.length));
    return new Comparison(
        String.format(
            Locale.ROOT, "%s, MiB/minute (medians of halves %.1f, %.1f MiB)", what, before, after),
        new double[] {slope(late) * 60 / BETWEEN_SECONDS},
        new double[0],
        MOST_GROWTH,
        false);
  }

  /** Of the straight line with the least squares, a sample. */
  private static double slope(double[] curve) {
    double middle = (curve.length - 1) / 2.0;
    double mean = Arrays.stream(curve).average().orElseThrow();
    double above = 0;
    double below = 0;
    for (int i = 0; i < curve.length; i++) {
      above += (i - middle) * (curve[i] - mean);
      below += (i - middle) * (i - middle);
    }
    return above / below;
  }

  private static Void lookUp(BenchData data, URI address, int seconds) throws IOException {
    try (LeanHttpClient client = new LeanHttpClient(address, WholeJob.VIEW)) {
      Pace.keep(
          LOOKUPS_PER_SECOND,
          seconds * LOOKUPS_PER_SECOND,
          i -> {
            String key = BenchData.key(i % data.rows());
            if (!client.isFound(key)) {
              throw new IOException("Cannot find " + key);
            }
          });
    }
    return null;
  }

  private static Void send(BenchData data, BenchKafka kafka, int seconds) throws IOException {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      Pace.keep(
          EVENTS_PER_SECOND,
          seconds * EVENTS_PER_SECOND,
          i -> {
            byte[] event = BenchData.event(BenchData.key(i % data.rows()), i);
            var unused = producer.send(new ProducerRecord<>(TOPIC, event));
          });
    }
    return null;
  }
}
