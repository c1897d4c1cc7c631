package dev.faultline.sim;

import dev.faultline.core.Address;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.core.NodeClock;
import dev.faultline.core.Store;
import java.util.random.RandomGenerator;

/**
 * The surroundings of one incarnation. Once the incarnation is over, nothing that it still tries
 * has an effect.
 */
final class SimEnv implements Env {
  private final Kernel kernel;
  private final SimNode node;
  private final int incarnation;
  private final RandomGenerator random;
  private final Store store;

  SimEnv(Kernel kernel, SimNode node, RandomGenerator random) {
    this.kernel = kernel;
    this.node = node;
    this.incarnation = node.incarnation;
    this.random = random;
    this.store = new IncarnationStore(this, node.store);
  }

  SimNode node() {
    return node;
  }

  boolean alive() {
    return node.env == this;
  }

  @Override
  public Address self() {
    return node.address;
  }

  @Override
  public int incarnation() {
    return incarnation;
  }

  @Override
  public Address address(String name) {
    return kernel.node(name).address;
  }

  @Override
  public NodeClock clock() {
    return node.clock;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void send(Address to, Object message) {
    if (alive()) {
      kernel.links().send(node, kernel.node(to), message);
    }
  }

  @Override
  public long timer(long delayNanos, Object tag) {
    return alive() ? kernel.scheduleTimer(node, incarnation, delayNanos, tag) : -1;
  }

  @Override
  public void cancel(long timerId) {
    if (alive()) {
      kernel.cancelTimer(timerId);
    }
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public Connection connect(Address to, ConnectionListener listener) {
    throw new UnsupportedOperationException(
        "connections are not simulated yet; use datagrams, Env.send");
  }

  @Override
  public void remark(String text) {
    if (alive()) {
      kernel.remark(node, text);
    }
  }

  @Override
  public void signal(String name, long value) {
    if (alive()) {
      kernel.signal(node.name, name, value);
    }
  }
}
