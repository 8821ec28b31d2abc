package io.howdah.speed;

import io.howdah.record.RejectCause;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An event that cannot be scored.
 *
 * @param event as it came
 * @param message one line for people
 */
record DeadLetter(ConsumerRecord<byte[], byte[]> event, RejectCause cause, String message) {}
