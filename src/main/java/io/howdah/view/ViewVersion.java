package io.howdah.view;

/**
 * A version as the catalog tells it.
 *
 * @param version epoch milliseconds, the timestamp of its cells
 * @param model name and version of the model
 * @param manifest of the run, JSON
 */
public record ViewVersion(
    String view, long version, VersionState state, String model, String manifest) {}
