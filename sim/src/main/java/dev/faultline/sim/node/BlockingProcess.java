package dev.faultline.sim.node;

import dev.faultline.core.Address;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Datagram;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a blocking node, seen from the kernel: handlers that only fill the node's
 * mailbox.
 */
public final class BlockingProcess implements Node {
  private final BlockingNode body;
  private final @Nullable Object state;

  public BlockingProcess(BlockingNode body) {
    this(body, null);
  }

  /**
   * @param state what the body shows of this incarnation; null for nothing
   */
  public BlockingProcess(BlockingNode body, @Nullable Object state) {
    this.body = body;
    this.state = state;
  }

  /** What an incarnation shows of itself: the node, or the state of a body that may block. */
  public static @Nullable Object shownBy(@Nullable Node instance) {
    return instance instanceof BlockingProcess process ? process.state : instance;
  }

  BlockingNode body() {
    return body;
  }

  @Override
  public void start(Env env) {
    blocking(env).startMain(body);
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    blocking(env).arrived(new Datagram(from, message));
  }

  @Override
  public void timer(Env env, Object tag) {
    blocking(env).arrived(new Datagram(env.self(), tag));
  }

  @Override
  public @Nullable ConnectionListener accept(Env env, Connection connection) {
    return blocking(env).asked(connection);
  }

  private static SimBlockingEnv blocking(Env env) {
    if (env instanceof SimBlockingEnv blocking) {
      return blocking;
    }
    throw new IllegalArgumentException(
        "a blocking node was started with the Env of a handler: " + env);
  }
}
