package dev.faultline.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One side of a connection for straight-line code: messages wait, in order, until a thread receives
 * them. All threads of the node may use it.
 */
public interface Channel extends Connection {
  /**
   * Sends one message. Waits while the connection's buffer is full, which lasts as long as the
   * peer's program receives nothing; an interrupt does not end the waiting, as with a JDK socket.
   * After the connection has closed the message is dropped.
   */
  @Override
  void send(Object message);

  /**
   * Waits for the next message.
   *
   * @return null when the connection is closed, or the peer has ended what it sends, and everything
   *     that came before has been received
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  @Nullable Object receive() throws InterruptedException;

  /**
   * Waits for the next message, but no longer than {@code timeout} on the node's clock.
   *
   * @return null when none came in time or the connection is closed, which {@link #reason} tells
   *     apart
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  @Nullable Object receive(Duration timeout) throws InterruptedException;

  /** Why the connection is closed, or null as long as this side does not know that it is. */
  @Nullable CloseReason reason();
}
