package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import io.howdah.local.SharedKafka;
import io.howdah.model.SmallModel;
import io.howdah.query.Answer;
import io.howdah.query.Lookup;
import io.howdah.view.Catalog;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events from a real Kafka into the speed view of a real HBase. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamIT {
  @TempDir static Path folder;

  private static SmallModel model;
  private static Configuration conf;
  private static String kafka;
  private static int views;
  private String view;
  private String topic;
  private long version;

  @BeforeAll
  static void startAll() throws Exception {
    model = new SmallModel(folder.resolve("model"));
    conf = SharedHBase.configuration();
    kafka = SharedKafka.address();
  }

  @BeforeEach
  void publishABatchView() throws Exception {
    view = "stream-" + ++views;
    topic = view + "-events";
    SharedKafka.createTopic(kafka, topic, 2);
    version = System.currentTimeMillis() - 60_000;
    score(model.path(), version);
  }

  private void score(String place, long asOf) throws IOException {
    Path input = folder.resolve(view + ".csv");
    Files.writeString(
        input, SmallModel.HEADER + "\nboth,1,2,red\nbatch-only,1,2,red\ngone,3,4,green\n");
    CommandResult.of(
            conf,
            "score",
            view,
            "--model",
            place,
            "--input",
            input.toUri().toString(),
            "--create",
            "full",
            "--as-of",
            Long.toString(asOf))
        .assertDone();
  }

  private CommandResult stream(String... more) {
    List<String> arguments = new ArrayList<>(List.of("stream", view, "--topic", topic));
    arguments.addAll(List.of("--bootstrap-servers", kafka, "--until-caught-up"));
    arguments.addAll(List.of(more));
    return CommandResult.of(conf, arguments.toArray(String[]::new));
  }

  private static String event(String line) {
    String[] fields = line.split(",", -1);
    return "{\"id\":\"%s\",\"x\":%s,\"y\":%s,\"colour\":\"%s\"}"
        .formatted(fields[0], fields[1], fields[2], fields[3]);
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = SharedKafka.producer(kafka)) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(record).get(30, TimeUnit.SECONDS);
      }
    }
  }

  private ProducerRecord<byte[], byte[]> at(long time, String key, String value) {
    return new ProducerRecord<>(
        topic,
        null,
        time,
        key == null ? null : key.getBytes(UTF_8),
        value == null ? null : value.getBytes(UTF_8));
  }

  private Answer lookup(String key) throws Exception {
    Catalog catalog = new Catalog(SharedHBase.connection());
    ViewDefinition definition = catalog.view(view);
    try (ViewTable table = new ViewTable(SharedHBase.connection(), definition)) {
      return new Lookup(catalog, definition, table, Clock.systemUTC()).lookup(key);
    }
  }

  private static String label(String line) {
    float[] outputs = model.outputs(line);
    return outputs[0] > outputs[1] ? "no" : "yes";
  }

  @Test
  void anEventNewerThanTheVersionTakesOverAndALateOneDoesNot() throws Exception {
    send(
        List.of(
            at(version + 2_000, null, event("both,-5,9,green")),
            at(version + 1_000, null, event("both,7,7,red")),
            at(version - 1_000, null, event("batch-only,-5,9,green")),
            at(version + 1_000, null, event("fresh,2,2,red"))));

    CommandResult result = stream();

    result.assertDone();
    assertThat(result.err()).contains("done: 4 events, 4 predictions, 0 deletions, 0 dead letters");
    Answer both = lookup("both");
    assertThat(both.source()).isEqualTo(Answer.Source.SPEED);
    assertThat(both.asOf()).isEqualTo(version + 2_000);
    assertThat(both.model()).isEqualTo("small:1");
    assertThat(both.fields()).containsEntry("label", label("both,-5,9,green"));
    assertThat(Float.parseFloat(both.fields().get("score")))
        .isEqualTo(
            Math.max(model.outputs("both,-5,9,green")[0], model.outputs("both,-5,9,green")[1]));
    assertThat(lookup("batch-only").source()).isEqualTo(Answer.Source.BATCH);
    assertThat(lookup("fresh").found()).isTrue();
  }

  @Test
  void aNullValueHidesTheKeyUntilANewerEventOrVersion() throws Exception {
    send(
        List.of(
            at(version + 1_000, "gone", null),
            at(version + 1_000, "both", null),
            at(version + 2_000, "both", event("both,1,1,red"))));

    stream().assertDone();

    Answer gone = lookup("gone");
    assertThat(gone.found()).isFalse();
    assertThat(gone.deleted()).isTrue();
    assertThat(lookup("both").found()).isTrue();
    score(model.path(), version + 5_000);
    assertThat(lookup("gone").found()).isTrue();
  }

  @Test
  void badEventsAreDeadLettersWithTheirCauseAndPlace() throws Exception {
    String nested = "{\"id\":\"deep\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    byte[] notUtf8 = event("X,1,1,red").getBytes(UTF_8);
    notUtf8[7] = (byte) 0xFF;
    long now = System.currentTimeMillis();
    List<ProducerRecord<byte[], byte[]>> bad =
        List.of(
            at(now, null, "no json"),
            at(now, null, "{\"id\":\"a\",\"x\":\"many\",\"y\":1,\"colour\":\"red\"}"),
            at(now, null, "{\"x\":1,\"y\":1,\"colour\":\"red\"}"),
            at(now, null, nested),
            new ProducerRecord<>(topic, null, now, null, notUtf8),
            at(now + 3_600_000, null, event("future,1,1,red")),
            at(now, null, event("oversized,1,1,red") + " ".repeat(300_000)),
            at(now, null, null));
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(bad);
    all.add(4, at(now, null, event("good,1,1,red")));
    send(all);

    CommandResult result = stream("-D", "howdah.input.max-record-bytes=200000");

    result.assertDone();
    assertThat(result.err()).contains("done: 9 events, 1 predictions, 0 deletions, 8 dead letters");
    assertThat(lookup("good").found()).isTrue();
    assertThat(lookup("future").found()).isFalse();
    List<ConsumerRecord<byte[], byte[]>> letters = SharedKafka.read(kafka, topic + "-dead-letters");
    Map<String, Integer> causes = new TreeMap<>();
    letters.forEach(letter -> causes.merge(header(letter, "howdah.cause"), 1, Integer::sum));
    assertThat(causes)
        .containsEntry("MALFORMED_JSON", 3)
        .containsEntry("UNPARSABLE_NUMBER", 1)
        .containsEntry("EMPTY_KEY", 2)
        .containsEntry("INVALID_TIME", 1)
        .containsEntry("OVERSIZED_RECORD", 1);
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(header(letter, "howdah.topic")).isEqualTo(topic);
              assertThat(header(letter, "howdah.partition")).matches("[01]");
              assertThat(header(letter, "howdah.offset")).matches("[0-9]+");
              assertThat(header(letter, "howdah.message")).isNotBlank();
            });
    assertThat(letters).extracting(letter -> letter.value() == null).contains(true, false);
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  void aSecondStreamGoesOnWhereTheFirstEnded() throws Exception {
    send(List.of(at(version + 1_000, null, event("a,1,1,red"))));
    assertThat(stream().err()).contains("done: 1 events");
    assertThat(stream().err()).contains("done: 0 events");
    send(List.of(at(version + 2_000, null, event("b,1,1,red"))));
    assertThat(stream().err()).contains("done: 1 events");
    assertThat(lookup("b").found()).isTrue();
  }

  @Test
  void theStreamSwitchesToTheModelOfANewlyPublishedVersion() throws Exception {
    SmallModel second = new SmallModel(folder.resolve("second"), 2);
    HowdahJvm jvm = new HowdahJvm(folder.resolve(view), conf);
    Process stream = jvm.start("stream", view, "--topic", topic, "--bootstrap-servers", kafka);
    try {
      send(List.of(at(version + 1_000, null, event("a,1,1,red"))));
      await(() -> lookup("a").model().equals("small:1"), jvm);

      score(second.path(), version + 5_000);
      await(() -> jvm.said().contains("switched from model small:1 to small:2"), jvm);
      send(List.of(at(version + 6_000, null, event("b,5,-2,green"))));
      await(() -> lookup("b").model().equals("small:2"), jvm);

      float[] outputs = second.outputs("b,5,-2,green");
      assertThat(Float.parseFloat(lookup("b").fields().get("score")))
          .isEqualTo(Math.max(outputs[0], outputs[1]));
      stream.destroy();
      assertThat(stream.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(jvm.said()).contains("done: 2 events, 2 predictions");
    } finally {
      stream.destroyForcibly();
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition, HowdahJvm jvm) throws Exception {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(jvm.said()).isLessThan(limit);
      Thread.sleep(50); // another process's work: nothing to wait on
    }
  }

  @Test
  void csvEventsNameTheirColumns() throws Exception {
    send(List.of(at(version + 1_000, null, "csv-key,1,1,red")));
    stream("--format", "csv", "--columns", SmallModel.HEADER).assertDone();
    assertThat(lookup("csv-key").found()).isTrue();
  }

  @Test
  void anUnknownTopicIsNamed() {
    CommandResult.of(conf, "stream", view, "--topic", "nowhere", "--bootstrap-servers", kafka)
        .assertFailed("Cannot find topic nowhere at " + kafka, "create it first");
  }

  @Test
  void aKafkaThatIsNotThereIsNamed() {
    CommandResult.of(conf, "stream", view, "--topic", "t", "--bootstrap-servers", "127.0.0.1:1")
        .assertFailed("Cannot reach Kafka at 127.0.0.1:1", "local start --with-kafka");
  }

  @Test
  void aViewWithNothingPublishedAsksForAModel() throws Exception {
    CommandResult.of(conf, "view", "create", view + "-empty", "--task", "classification")
        .assertDone();
    CommandResult.of(
            conf, "stream", view + "-empty", "--topic", topic, "--bootstrap-servers", kafka)
        .assertFailed("no version is published", "--model");
  }

  @Test
  void aModelOfAnotherTaskIsRefused() throws Exception {
    CommandResult.of(conf, "view", "create", view + "-other", "--task", "regression").assertDone();
    CommandResult.of(
            conf,
            "stream",
            view + "-other",
            "--topic",
            topic,
            "--bootstrap-servers",
            kafka,
            "--model",
            model.path())
        .assertFailed("it holds regression", "is for classification");
  }

  @Test
  void theCatalogTellsWhereTheStreamStands() throws Exception {
    send(List.of(at(version + 1_000, null, event("a,1,1,red"))));
    stream().assertDone();
    assertThat(new Catalog(SharedHBase.connection()).streams().of(view))
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.topic()).isEqualTo(topic);
              assertThat(report.events()).isEqualTo(1);
              assertThat(report.lag()).hasValue(0);
              assertThat(report.model()).isEqualTo("small:1");
            });
  }
}
