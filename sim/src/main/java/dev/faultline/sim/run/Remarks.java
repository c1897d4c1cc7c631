package dev.faultline.sim.run;

import dev.faultline.sim.content.Contents;
import dev.faultline.sim.content.TraceHash;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.trace.TraceEvent;
import org.jspecify.annotations.Nullable;

/** What the program itself says while it runs: remarks, signals, and operations of clients. */
public final class Remarks {
  private final Kernel kernel;
  private final TraceHash hash;
  private final boolean hashing;
  private int nextOperation;
  private long operations;

  Remarks(Kernel kernel, boolean hashing) {
    this.kernel = kernel;
    this.hash = kernel.hash();
    this.hashing = hashing;
  }

  /** A number for an operation that no other operation of this world has. */
  public int nextOperation() {
    return nextOperation++;
  }

  /** How many operations of clients began or ended. */
  public long operations() {
    return operations;
  }

  public void remark(SimNode node, String text) {
    if (hashing) {
      hash.add(text);
    }
    kernel.trace(new TraceEvent.Remarked(kernel.now(), node.name, text));
  }

  /** A node has logged a line, which is for people only. */
  public void logged(SimNode node, String text) {
    kernel.trace(new TraceEvent.Remarked(kernel.now(), node.name, text));
  }

  /** The program changes its nodes. */
  public void change(String text) {
    if (hashing) {
      hash.add(text);
    }
    kernel.trace(new TraceEvent.Remarked(kernel.now(), "world", text));
  }

  /**
   * A client calls an operation, or is told of its end.
   *
   * @param contents the operation's input, or what its client is told
   */
  public void operation(TraceEvent event, String client, @Nullable Object contents) {
    operations++;
    if (hashing) {
      hash.add(Contents.text(client));
      hash.addContents(contents);
    }
    kernel.trace(event);
  }

  public void signal(String node, String name, long value) {
    if (hashing) {
      hash.add(value);
    }
    kernel.trace(new TraceEvent.Signalled(kernel.now(), node, name, value));
  }
}
