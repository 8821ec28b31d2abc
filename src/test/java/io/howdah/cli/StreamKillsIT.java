package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.LocalKafka;
import io.howdah.local.LocalRuntime;
import io.howdah.local.LocalServer;
import io.howdah.local.SharedKafka;
import io.howdah.model.SmallModel;
import io.howdah.query.Answer;
import io.howdah.query.Lookup;
import io.howdah.view.Catalog;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two streams of one group, a broker and an HBase, each killed by {@code kill -9} while events
 * flow: at the end every key answers what a plain recomputation over all events says.
 */
@Timeout(value = 420, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamKillsIT {
  private static final String VIEW = "killed";
  private static final String TOPIC = "events";
  private static final int KEYS = 200;
  private static final int EVENTS = 8_000;
  private static final long BETWEEN_KILLS_MILLIS = 3_000;

  private static Path folder;
  private static SmallModel model;
  private static Process server;
  private static LocalKafka kafka;
  private static Configuration settings;
  private static HowdahJvm jvm;
  private static long version;

  /** What the newest event of a key says: its record, or null for a deletion. */
  private record Newest(long time, String line) {}

  @BeforeAll
  static void startAll() throws Exception {
    folder =
        Files.createTempDirectory(Path.of(System.getProperty("howdah.build.directory")), "skills-");
    model = new SmallModel(folder.resolve("model"));
    startServer(0);
    kafka = new LocalKafka(folder.resolve("local"));
    kafka.start(0);
    settings = new Configuration(false);
    new LocalRuntime(folder.resolve("local")).applyTo(settings);
    settings.set("hadoop.tmp.dir", folder.resolve("hadoop").toString());
    settings.set("howdah.run.staging-dir", folder.resolve("runs").toUri().toString());
    jvm = new HowdahJvm(folder.resolve("commands"), settings);
    Path input = folder.resolve("batch.csv");
    StringBuilder batch = new StringBuilder(SmallModel.HEADER).append('\n');
    for (int key = 0; key < KEYS; key += 2) {
      batch.append("key-").append(key).append(",0,0,red\n");
    }
    Files.writeString(input, batch);
    version = System.currentTimeMillis() - 3_600_000;
    HowdahJvm.Result scored =
        jvm.run(
            "score",
            VIEW,
            "--model",
            model.path(),
            "--input",
            input.toUri().toString(),
            "--create",
            "full",
            "--as-of",
            Long.toString(version));
    assertThat(scored.code()).as(scored.said()).isZero();
    SharedKafka.createTopic(address(), TOPIC, 4);
  }

  @AfterAll
  static void stopAll() throws Exception {
    kafka.process().ifPresent(ProcessHandle::destroyForcibly);
    server.destroyForcibly().waitFor();
  }

  private static String address() throws Exception {
    return kafka.address().orElseThrow();
  }

  private static void startServer(int port) throws Exception {
    HowdahJvm servers = new HowdahJvm(folder.resolve("server"), new Configuration(false));
    Path data = folder.resolve("local");
    long begin = System.nanoTime();
    server = servers.java(LocalServer.class, data.toString(), Integer.toString(port));
    LocalRuntime runtime = new LocalRuntime(data);
    while (runtime.process().filter(process -> process.pid() == server.pid()).isEmpty()) {
      assertThat(server.isAlive()).as(servers.said()).isTrue();
      assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(150));
      Thread.sleep(100); // another process's file: nothing to wait on
    }
  }

  private static String[] stream(String... more) throws Exception {
    Path properties = folder.resolve("kafka-client.properties");
    Files.writeString(properties, "session.timeout.ms=6000\nheartbeat.interval.ms=1000\n");
    List<String> arguments =
        new ArrayList<>(
            List.of("stream", VIEW, "--topic", TOPIC, "--bootstrap-servers", address()));
    arguments.addAll(List.of("--kafka-properties", properties.toString(), "--batch-size", "64"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  @Test
  void nothingIsLostAndNothingIsDoubled() throws Exception {
    Random random = new Random(20261124);
    Map<String, Newest> expected = new HashMap<>();
    Set<String> bad = new HashSet<>();
    ExecutorService background = Executors.newSingleThreadExecutor();
    HowdahJvm first = new HowdahJvm(folder.resolve("first"), settings);
    HowdahJvm second = new HowdahJvm(folder.resolve("second"), settings);
    Process one = first.start(stream());
    Process two = second.start(stream());
    try {
      Future<?> sending = background.submit(() -> send(expected, bad));
      pause();
      one.destroyForcibly().waitFor();
      one = first.start(stream());
      pause();
      ProcessHandle broker = kafka.process().orElseThrow();
      broker.destroyForcibly();
      broker.onExit().get(30, TimeUnit.SECONDS);
      pause();
      kafka.start(0);
      pause();
      server.destroyForcibly().waitFor();
      pause();
      startServer(settings.getInt("hbase.zookeeper.property.clientPort", 0));
      two.destroyForcibly().waitFor();
      pause();
      two = second.start(stream());
      pause();
      if (random.nextBoolean()) {
        one.destroyForcibly().waitFor();
      }
      sending.get(180, TimeUnit.SECONDS);
      // a polite end of what still runs: what was taken is written and committed
      one.destroy();
      two.destroy();
      assertThat(one.waitFor(60, TimeUnit.SECONDS)).as(first.said()).isTrue();
      assertThat(two.waitFor(60, TimeUnit.SECONDS)).as(second.said()).isTrue();
    } finally {
      one.destroyForcibly();
      two.destroyForcibly();
      background.shutdownNow();
    }
    HowdahJvm.Result last = jvm.run(stream("--until-caught-up"));
    assertThat(last.code()).as(last.said()).isZero();

    assertEveryKeyAnswers(expected);
    Set<String> letters = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> letter :
        SharedKafka.read(address(), TOPIC + "-dead-letters")) {
      letters.add(header(letter, "howdah.partition") + "/" + header(letter, "howdah.offset"));
    }
    assertThat(letters).isEqualTo(bad).isNotEmpty();
  }

  private static void pause() throws InterruptedException {
    Thread.sleep(BETWEEN_KILLS_MILLIS); // lets events flow between two kills
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  /** Events at about 300 a second; some late, some deletions, some that cannot be scored. */
  private static Void send(Map<String, Newest> expected, Set<String> bad) throws Exception {
    Random random = new Random(7);
    try (KafkaProducer<byte[], byte[]> producer = SharedKafka.producer(address())) {
      for (int i = 0; i < EVENTS; i++) {
        String key = "key-" + random.nextInt(KEYS);
        // one in ten is late, some before the batch view's version
        long time = version - 1_000 + i - (random.nextInt(10) == 0 ? random.nextInt(2_000) : 0);
        int kind = random.nextInt(20);
        String line = key + "," + random.nextInt(9) + "," + (random.nextInt(9) - 4) + ",green";
        byte[] value =
            kind == 0
                ? null
                : kind == 1 ? "not an event".getBytes(UTF_8) : json(line).getBytes(UTF_8);
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(TOPIC, null, time, key.getBytes(UTF_8), value);
        Future<RecordMetadata> sent = producer.send(record);
        if (i % 10 == 0) {
          producer.flush();
          Thread.sleep(33); // about 300 a second
        }
        if (kind == 1) {
          RecordMetadata at = sent.get(120, TimeUnit.SECONDS);
          bad.add(at.partition() + "/" + at.offset());
        } else {
          expected.merge(key, new Newest(time, kind == 0 ? null : line), StreamKillsIT::newer);
        }
      }
    }
    return null;
  }

  private static String json(String line) {
    String[] fields = line.split(",", -1);
    return "{\"id\":\"%s\",\"x\":%s,\"y\":%s,\"colour\":\"%s\"}"
        .formatted(fields[0], fields[1], fields[2], fields[3]);
  }

  /** The specification's order: the later; at one time a deletion; of two predictions the last. */
  private static Newest newer(Newest before, Newest after) {
    if (after.time() != before.time()) {
      return after.time() > before.time() ? after : before;
    }
    return before.line() == null ? before : after;
  }

  private static void assertEveryKeyAnswers(Map<String, Newest> expected) throws Exception {
    try (Connection connection =
        ConnectionFactory.createConnection(HBaseConfiguration.create(settings))) {
      Catalog catalog = new Catalog(connection);
      ViewDefinition view = catalog.view(VIEW);
      try (ViewTable table = new ViewTable(connection, view)) {
        Lookup lookup = new Lookup(catalog, view, table, Clock.systemUTC());
        Map<String, String> wanted = new TreeMap<>();
        Map<String, String> got = new TreeMap<>();
        for (int i = 0; i < KEYS; i++) {
          String key = "key-" + i;
          wanted.put(key, wanted(expected.get(key), i % 2 == 0 ? key + ",0,0,red" : null));
          got.put(key, told(lookup.lookup(key)));
        }
        assertThat(got).isEqualTo(wanted);
      }
    }
  }

  private static String told(Answer answer) {
    if (!answer.found()) {
      return "none";
    }
    return answer.source() + " " + answer.asOf() + " " + answer.fields().get("label");
  }

  private static String wanted(Newest event, String batch) {
    if (event != null && (event.time() > version || (batch == null && event.time() == version))) {
      return event.line() == null ? "none" : "SPEED " + event.time() + " " + label(event.line());
    }
    return batch == null ? "none" : "BATCH " + version + " " + label(batch);
  }

  private static String label(String line) {
    float[] outputs = model.outputs(line);
    return outputs[0] > outputs[1] ? "no" : "yes";
  }
}
