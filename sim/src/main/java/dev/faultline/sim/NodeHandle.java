package dev.faultline.sim;

import dev.faultline.sim.node.BlockingProcess;
import dev.faultline.sim.node.SimAddress;
import dev.faultline.sim.node.SimNode;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A handle for a node: an address to send to, and the state of the running incarnation, for
 * properties. Equal to every other address of that node. Belongs to the world's thread.
 *
 * @param <T> the class of the node, or of the state that a blocking node's body is given
 */
public final class NodeHandle<T> extends SimAddress {
  private final SimNode node;

  NodeHandle(SimNode node) {
    super(node.name, node.index);
    this.node = node;
  }

  /** The state of the running incarnation; null while the node is down. */
  @SuppressWarnings("unchecked") // World.node has the factory make a T for this node.
  public @Nullable T state() {
    return (T) BlockingProcess.shownBy(node.instance);
  }

  /** Whether the node is up. */
  public boolean up() {
    return node.up();
  }

  /** Whether the node is up and {@code holds} is true of its state. */
  public boolean is(Predicate<? super T> holds) {
    T state = state();
    return state != null && holds.test(state);
  }

  /** Whether the node is down or {@code holds} is true of its state. */
  public boolean isDownOr(Predicate<? super T> holds) {
    T state = state();
    return state == null || holds.test(state);
  }
}
