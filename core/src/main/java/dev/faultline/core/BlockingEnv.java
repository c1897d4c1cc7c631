package dev.faultline.core;

import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The surroundings of a blocking node. All threads of the node may use it; the JDK's own clocks,
 * timed waits and sources of randomness are the node's too. A timer set with {@link #timer} arrives
 * as a {@link Datagram} from the node itself.
 */
public interface BlockingEnv extends Env {
  /**
   * Waits for the next datagram. Datagrams wait, in the order in which they arrived, until a thread
   * receives them.
   *
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  Datagram receive() throws InterruptedException;

  /**
   * Waits for the next datagram, but no longer than {@code timeout} on the node's clock.
   *
   * @return null when none came in time
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  @Nullable Datagram receive(Duration timeout) throws InterruptedException;

  /**
   * An executor with threads of this node, which live as long as the incarnation unless it is shut
   * down.
   */
  ScheduledExecutorService executor(int threads);

  /**
   * Opens a connection and waits until the peer has accepted it.
   *
   * @throws ConnectException when the peer refuses, does not answer in time, or resets it
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  Channel connect(Address to) throws ConnectException, InterruptedException;

  /**
   * Waits for the next connection from another node. Until the first call all connections are
   * refused; from then on they are accepted at once and wait here.
   *
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  Channel accept() throws InterruptedException;

  /**
   * From now on {@code acceptor} decides about each connection from another node, instead of {@link
   * #accept}.
   *
   * @param acceptor returns the listener of the connection, or null to refuse it; called in the
   *     node's turn like a handler, so that it must not wait
   */
  void acceptWith(Function<? super Connection, ? extends @Nullable ConnectionListener> acceptor);

  /**
   * From now on {@code receiver} gets each datagram that arrives, instead of the threads that wait
   * in {@link #receive()}.
   *
   * @param receiver called in the node's turn like a handler, so that it must not wait
   */
  void receiveWith(Consumer<? super Datagram> receiver);
}
