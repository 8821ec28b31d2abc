package io.howdah.speed;

import io.howdah.predict.FilledCounts;
import io.howdah.view.SpeedEvent;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One closed mini-batch.
 *
 * @param rows to write to the speed view
 * @param letters to write to the dead-letter topic
 * @param filled what was filled in for the rows' events
 * @param offsets to commit once both are written
 * @param events that it was made of
 */
record ScoredEvents(
    List<SpeedEvent> rows,
    List<DeadLetter> letters,
    FilledCounts filled,
    Map<TopicPartition, OffsetAndMetadata> offsets,
    int events) {}
