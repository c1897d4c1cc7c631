package dev.faultline.sim;

import dev.faultline.core.Node;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One node through all its incarnations: the machine that the incarnations run on. */
final class SimNode {
  /** An event that came while the node was paused. */
  record Deferred(long meta, long extra, @Nullable Object payload) {}

  final int index;
  final String name;
  final long subject;
  final SimAddress address;
  final boolean client;
  final Supplier<? extends Node> factory;
  final SimClock clock;
  final SimStore store;
  final ArrayDeque<Deferred> deferred = new ArrayDeque<>(0);

  @Nullable UnaryOperator<Node> twin;

  /** The running incarnation; null while the node is down. */
  @Nullable Node instance;

  /**
   * Who is called in the instance's place: the instance itself, or its twin while the node is
   * arbitrary.
   */
  @Nullable Node speaker;

  @Nullable SimEnv env;
  int incarnation;
  long timersSet;

  /** How many active faults pause this node. */
  int pauses;

  long stepNanos;
  long busyUntil;
  long sendOmissionOdds;
  long receiveOmissionOdds;
  boolean arbitrary;

  /** Whether this node has ever been faulty in a way that counts against the model's f. */
  boolean everFaulty;

  SimNode(
      Kernel kernel,
      int index,
      String name,
      boolean client,
      Supplier<? extends Node> factory,
      TraceHash hash) {
    this.index = index;
    this.name = name;
    this.subject = Subjects.node(name);
    this.address = new SimAddress(name, index);
    this.client = client;
    this.factory = factory;
    this.clock = new SimClock(kernel);
    this.store = new SimStore(hash);
  }

  boolean up() {
    return instance != null;
  }
}
