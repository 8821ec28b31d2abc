package io.howdah.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.apache.hadoop.io.Text;

/** Lines that were read ahead in vain and wait to be read again. */
final class PendingLines {
  private record Line(Text text, long offset) {}

  private final Deque<Line> lines = new ArrayDeque<>();

  void add(Text text, long offset) {
    lines.add(new Line(new Text(text), offset));
  }

  void addFirst(PendingLines others) {
    for (Iterator<Line> last = others.lines.descendingIterator(); last.hasNext(); ) {
      lines.addFirst(last.next());
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Takes the next line out; returns its offset. */
  long poll(Text into) {
    Line line = lines.remove();
    into.set(line.text());
    return line.offset();
  }
}
