package dev.faultline.sim.node;

import dev.faultline.core.Address;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.core.NodeClock;
import dev.faultline.core.Store;
import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.fs.DiskFileSystem;
import dev.faultline.sim.connection.Endpoint;
import dev.faultline.sim.connection.SimChannel;
import dev.faultline.sim.run.Kernel;
import java.nio.file.FileSystem;
import java.util.Objects;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The surroundings of one incarnation. Once the incarnation is over, nothing that it still tries
 * has an effect.
 */
public class SimEnv implements Env {
  private final Kernel kernel;
  private final SimNode node;
  private final int incarnation;
  private final RandomGenerator random;
  private @Nullable Store store;
  private final SortedMap<String, String> settings;
  private @Nullable FileSystem disk;
  private @Nullable Endpoint endpoint;

  public SimEnv(Kernel kernel, SimNode node, RandomGenerator random) {
    this.kernel = kernel;
    this.node = node;
    this.incarnation = node.incarnation;
    this.random = random;
    this.settings = node.settings;
  }

  final SimNode node() {
    return node;
  }

  public final boolean alive() {
    return node.env == this;
  }

  /**
   * A point where a fault may strike inside a step; does not return where the node crashes here.
   */
  public final void point() {
    kernel.point(node);
  }

  @Override
  public final Address self() {
    return node.address;
  }

  @Override
  public final int incarnation() {
    kernel.uses().incarnation();
    return incarnation;
  }

  @Override
  public final Address address(String name) {
    return kernel.node(name).address;
  }

  @Override
  public final NodeClock clock() {
    return node.clock;
  }

  @Override
  public final RandomGenerator random() {
    return random;
  }

  @Override
  public final void send(Address to, Object message) {
    Objects.requireNonNull(message, "the message is null, and would never be delivered");
    if (alive()) {
      SimNode receiver = kernel.node(to);
      point();
      Object said = kernel.links().said(node, receiver, message);
      if (said == null) {
        kernel.links().withhold(node, receiver, message);
      } else {
        kernel.links().send(node, receiver, said);
      }
    }
  }

  @Override
  public final long timer(long delayNanos, Object tag) {
    Objects.requireNonNull(tag, "the timer's tag is null, and it would never fire");
    return alive() ? kernel.schedule().timer(node, incarnation, delayNanos, tag) : -1;
  }

  @Override
  public final void cancel(long timerId) {
    if (alive()) {
      kernel.schedule().cancel(node, timerId);
    }
  }

  @Override
  public final Store store() {
    Store known = store;
    if (known == null) {
      known = new IncarnationStore(this, node.store());
      store = known;
    }
    return known;
  }

  @Override
  public final FileSystem disk() {
    FileSystem known = disk;
    if (known == null) {
      known = alive() ? node.disk().files() : closedDisk();
      disk = known;
    }
    return known;
  }

  private static FileSystem closedDisk() {
    DiskFileSystem none = DiskFileSystem.create(Profile.POSIX_MINIMAL, Device.SECTORS);
    none.close();
    return none;
  }

  /** The connections of this incarnation. */
  public final Endpoint endpoint() {
    Endpoint known = endpoint;
    return known != null ? known : (endpoint = new Endpoint(kernel, node, this));
  }

  /** The process dies and its machine lives on. */
  public final void processDied() {
    if (endpoint != null) {
      endpoint.processDied();
    }
  }

  public final boolean hasConnections() {
    return endpoint != null;
  }

  @Override
  public final Connection connect(Address to, ConnectionListener listener) {
    if (!alive()) {
      return new DeadConnection(to);
    }
    if (!(listener instanceof SimChannel)) {
      listens();
    }
    return endpoint().connect(kernel.node(to), listener);
  }

  /** The program has given a listener, whose code runs in steps of its own. */
  void listens() {}

  /** What an incarnation gets that is over. */
  private record DeadConnection(Address peer) implements Connection {
    @Override
    public void send(Object message) {}

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {}
  }

  @Override
  public final void remark(String text) {
    if (alive()) {
      kernel.remarks().remark(node, text);
    }
  }

  /** The incarnation has logged a line. */
  final void logged(String text) {
    kernel.remarks().logged(node, text);
  }

  @Override
  public final @Nullable String setting(String name) {
    return settings.get(name);
  }

  @Override
  public final void reached(String place) {
    if (alive()) {
      kernel.monitors().came(node.name, place);
    }
  }

  @Override
  public final boolean chance(String name) {
    Objects.requireNonNull(name, "the name of a chance is null");
    return alive() && kernel.chances().taken(node, name);
  }

  @Override
  public final void signal(String name, long value) {
    if (alive()) {
      kernel.remarks().signal(node.name, name, value);
    }
  }
}
