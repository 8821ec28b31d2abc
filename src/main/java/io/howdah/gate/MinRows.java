package io.howdah.gate;

/** A run that wrote too little. */
public final class MinRows extends Gate {
  public MinRows() {
    super("min-rows", Bound.leastCount(1), "least rows of the view", "the run wrote fewer rows");
  }

  @Override
  public Verdict judge(double limit, Findings findings) {
    long rows = findings.counts().keysWritten();
    return verdict(limit, (double) rows, rows + (rows == 1 ? " row" : " rows") + " written");
  }
}
