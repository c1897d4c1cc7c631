package dev.faultline.agent;

import dev.faultline.hook.Realm;
import java.util.List;

/**
 * The machines of one world, which run on the current thread until they are closed. Not
 * thread-safe: only their carrier uses them.
 */
public final class Machines implements AutoCloseable {
  private final Realm realm;

  private Machines(Realm realm) {
    this.realm = realm;
  }

  /**
   * Opens a world's machines.
   *
   * @throws AgentMissingException when this JVM runs without the agent
   * @throws IllegalStateException when the current thread is no {@link Carriers carrier}, or runs a
   *     world already
   */
  public static Machines open() {
    Agent.require();
    return new Machines(new Realm());
  }

  /**
   * Boots a machine for one incarnation of a node.
   *
   * @param node its name, for messages
   * @param seed of the identity hash codes that the incarnation sees
   */
  public Machine boot(String node, long seed, Host host) {
    return new Machine(new HostContext(realm, node, seed, host));
  }

  /**
   * Threads that have waited for each other's locks so far, and would for ever: a text for each
   * circle of them. To be asked between steps.
   */
  public List<String> deadlocks() {
    return realm.deadlocks();
  }

  /**
   * Where each thread waits, in words. To be asked when nothing happens in the world any more,
   * between steps.
   */
  public List<String> waiting() {
    return realm.waiting();
  }

  /** Ends the world: what its threads still wait for never comes. */
  @Override
  public void close() {
    realm.close();
  }
}
