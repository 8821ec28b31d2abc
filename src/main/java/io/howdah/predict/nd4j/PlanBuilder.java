package io.howdah.predict.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** Collects the ops of a plan and gives them their arrays. */
final class PlanBuilder {
  private final OpExecutioner executioner = Nd4j.getExecutioner();
  private final List<Runnable> calls = new ArrayList<>();
  private final LayerMemory.Allocation memory;
  private final int mostRows;

  /**
   * @param memory for the outputs of the ops
   */
  PlanBuilder(LayerMemory memory) {
    this.memory = memory.allocation();
    this.mostRows = memory.rows();
  }

  /** Rows of the largest mini-batch: what is chosen by it is the same in all plans. */
  int mostRows() {
    return mostRows;
  }

  /** Adds an op with an output of its own, which is returned. */
  INDArray add(CustomOp op, INDArray... inputs) {
    OpContext context = context(op, inputs);
    INDArray output = memory.next(executioner.calculateOutputShape(op, context).get(0).getShape());
    add(op, context, output);
    return output;
  }

  /** Adds an op whose output goes where its first input is. */
  void overwrite(CustomOp op, INDArray... inputs) {
    add(op, context(op, inputs), inputs[0]);
  }

  /** Adds anything else that is done each time. */
  void call(Runnable call) {
    calls.add(call);
  }

  /** An uninitialised array that only this plan's ops use. */
  INDArray allocate(long... shape) {
    return memory.next(shape);
  }

  /** Zeros at first, then whatever this plan's ops leave: as many floats for any number of rows. */
  INDArray zeros(long length) {
    return memory.fixed(length);
  }

  Plan build(INDArray output) {
    return new Plan(calls, output);
  }

  private OpContext context(CustomOp op, INDArray... inputs) {
    OpContext context = executioner.buildContext();
    context.setIArguments(op.iArgs());
    context.setTArguments(op.tArgs());
    context.setBArguments(op.bArgs());
    context.setInputArrays(inputs);
    return context;
  }

  private void add(CustomOp op, OpContext context, INDArray output) {
    context.setOutputArrays(output);
    calls.add(() -> executioner.exec(op, context));
  }
}
