package io.howdah.oozie;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.oozie.client.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The workflow lambda: the records of a day, then the events since. */
@ExtendWith(SharedSandbox.class)
class LambdaIT {
  @Test
  void theEventsAnswerAfterTheRecords(Sandbox sandbox) throws Exception {
    sandbox.putRecords("/data/lambda/2024-01-01");
    String kafka = sandbox.howdah.bootstrapServers();
    sendEvent(sandbox, kafka, "lambda-events", "digit-0000", "digit-0001");
    sandbox.await(
        sandbox.run(
            "lambda",
            "view",
            "lambda",
            "input",
            "${nameNode}/data/lambda/2024-01-01",
            "asOf",
            "2024-01-02",
            "topic",
            "lambda-events",
            "bootstrapServers",
            kafka),
        WorkflowJob.Status.SUCCEEDED);
    // the first digit is an 8; the event says that it looks like the second now, a 4
    assertThat(sandbox.howdah.mustRun("lookup", "lambda", "digit-0000", "digit-0001"))
        .containsPattern("digit-0000 +label=4 .* speed")
        .containsPattern("digit-0001 +label=4 .* batch");
  }

  /** Says that one digit looks like another. */
  private static void sendEvent(
      Sandbox sandbox, String kafka, String topic, String key, String other) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic, key, digit(sandbox, other).replace('"' + other + '"', '"' + key + '"')))
          .get();
    }
  }

  private static String digit(Sandbox sandbox, String key) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Files.newInputStream(sandbox.howdah.example().resolve("digits.csv.gz"))),
                UTF_8))) {
      String[] names = lines.readLine().split(",");
      String[] values =
          lines
              .lines()
              .filter(line -> line.startsWith(key + ","))
              .findFirst()
              .orElseThrow()
              .split(",");
      StringJoiner json = new StringJoiner(",", "{", "}");
      json.add("\"id\":\"" + key + "\"");
      for (int i = 1; i < names.length; i++) {
        json.add('"' + names[i] + "\":" + values[i]);
      }
      return json.toString();
    }
  }
}
