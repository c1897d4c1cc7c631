package dev.faultline.core;

/**
 * One side of a connection: ordered, without gaps or duplicates while it is open. It promises
 * nothing beyond that: after a crash, a reset or a long partition it is unknown how much of the
 * sent data had arrived.
 */
public interface Connection {
  Address peer();

  /**
   * Sends one message. After the connection has closed the message is dropped, since the caller may
   * not have heard of it yet.
   */
  void send(Object message);

  /**
   * Whether the program should send more now: false while as many messages as the connection's
   * buffer holds are on the way or wait for the peer's program. {@link #send} takes messages then
   * too, and holds them; {@link ConnectionListener#writable} is called when there is room again.
   */
  boolean writable();

  /**
   * Ends what this side sends, after what was sent before has gone out, and goes on listening. The
   * peer hears {@link ConnectionListener#ended}. When both sides have done so, both hear {@code
   * closed} with {@link CloseReason#CLOSED}.
   */
  void shutdownOutput();

  /**
   * Closes after what was sent before has gone out; the peer hears {@code closed} with {@link
   * CloseReason#CLOSED}. What the peer sends meanwhile is dropped.
   */
  void close();
}
