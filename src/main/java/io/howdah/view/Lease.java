package io.howdah.view;

import java.time.Instant;

/**
 * The right to run a view, one at a time; a cell of the catalog's view row.
 *
 * @param until epoch milliseconds; renewed as long as the driver lives
 */
record Lease(String owner, long version, long until) {
  String text() {
    return owner + " " + version + " " + until;
  }

  static Lease parse(String text) {
    String[] parts = text.split(" ", -1);
    return new Lease(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
  }

  boolean isLive(long now) {
    return until > now;
  }

  String describe() {
    return "owner " + owner + ", lease until " + Instant.ofEpochMilli(until);
  }
}
