package io.howdah.query.http;

import java.time.Duration;

/**
 * How requests are taken in.
 *
 * @param maxBodyBytes of a request
 * @param bodyLimit from a request's head to the last byte of its body
 * @param connections are told how much of a request has come, when it is whole, and when its answer
 *     is there
 */
record Intake(int maxBodyBytes, Duration bodyLimit, Connections connections) {}
