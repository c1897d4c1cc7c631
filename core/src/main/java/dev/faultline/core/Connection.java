package dev.faultline.core;

/**
 * One side of a connection: ordered, without gaps or duplicates for as long as it lasts, and no
 * promise beyond that: after a crash, a reset or a long cut nobody knows how much of what was sent
 * had arrived.
 */
public interface Connection {
  Address peer();

  /**
   * Sends one message. After the connection has closed the message is dropped, since the caller may
   * not have heard of it yet.
   */
  void send(Object message);

  /**
   * Closes after what was sent before has gone out; the peer hears {@code closed} with {@link
   * CloseReason#CLOSED}.
   */
  void close();
}
