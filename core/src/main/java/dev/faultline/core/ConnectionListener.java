package dev.faultline.core;

/**
 * Hears what happens on one side of a {@link Connection}; called in its node's turn, like the
 * node's own handlers.
 */
public interface ConnectionListener {
  /** The peer has accepted; only the side that connected hears this. */
  default void opened(Env env, Connection connection) {}

  void received(Env env, Connection connection, Object message);

  /** Nothing more will arrive. Heard at most once; a half-open connection may never hear it. */
  default void closed(Env env, Connection connection, CloseReason reason) {}
}
