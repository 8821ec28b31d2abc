package io.howdah.view;

/**
 * A version as the catalog tells it.
 *
 * @param version epoch milliseconds, the timestamp of its cells
 * @param model name and version of the model
 * @param manifest of the run, JSON
 * @param retracted true once its cells are being taken back: it can neither be resumed nor
 *     published
 */
public record ViewVersion(
    String view,
    long version,
    VersionState state,
    String model,
    String manifest,
    boolean retracted) {

  /** True if its cells may lie in the table and were never shown to readers. */
  boolean isUnpublished() {
    return switch (state) {
      case RUNNING, STAGED, LOADED, REJECTED, FAILED -> !retracted;
      case PUBLISHED, RETIRED, ROLLED_BACK -> false;
    };
  }

  /** True if it was published and readers can be pointed to it. */
  boolean canBeServed() {
    return state == VersionState.PUBLISHED && !retracted;
  }

  /** True if readers were pointed to it, and not back. */
  public boolean wasPublished() {
    return (state == VersionState.PUBLISHED || state == VersionState.RETIRED) && !retracted;
  }

  /** True if its run can go on. */
  public boolean isResumable() {
    return isUnpublished() && state != VersionState.REJECTED;
  }
}
