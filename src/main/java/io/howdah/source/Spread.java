package io.howdah.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;

/** Files in the order in which they are looked at: some from all over an input first. */
final class Spread {
  private Spread() {}

  /** The files at evenly spaced places, and then the others. */
  static List<FileStatus> of(List<FileStatus> files, int places) {
    int step = Math.max(1, files.size() / places);
    List<FileStatus> spread = new ArrayList<>();
    for (int i = 0; i < files.size(); i += step) {
      spread.add(files.get(i));
    }
    for (int i = 0; i < files.size(); i++) {
      if (i % step != 0) {
        spread.add(files.get(i));
      }
    }
    return spread;
  }

  /** How many of {@link #of} are at places. */
  static int places(List<FileStatus> files, int places) {
    int step = Math.max(1, files.size() / places);
    return (files.size() + step - 1) / step;
  }
}
