package dev.faultline.core;

/**
 * Hears what happens on one side of a {@link Connection}; called in its node's turn, like the
 * node's own handlers.
 */
public interface ConnectionListener {
  /** The peer has accepted; only the side that connected hears this. */
  default void opened(Env env, Connection connection) {}

  void received(Env env, Connection connection, Object message);

  /**
   * The peer has ended what it sends with {@link Connection#shutdownOutput} and still listens.
   * Closes this side too, unless overridden.
   */
  default void ended(Env env, Connection connection) {
    connection.close();
  }

  /** There is room to send again after {@link Connection#writable} was false. */
  default void writable(Env env, Connection connection) {}

  /** Nothing more will arrive. Heard at most once; a half-open connection may never hear it. */
  default void closed(Env env, Connection connection, CloseReason reason) {}
}
