package dev.faultline.links.jdbc;

import dev.faultline.link.SessionId;
import dev.faultline.runtime.Message;
import dev.faultline.runtime.durable.TransactionalHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Handles messages as transactions of a database: a message's changes are committed together with
 * its number in a {@link JdbcInbox}, so they are made exactly once. Messages that arrive while a
 * transaction runs are committed together in the next one. Thread-safe if its {@link Effects} are.
 */
public final class JdbcHandler implements TransactionalHandler {
  /** Opens connections, such as {@code dataSource::getConnection}. */
  @FunctionalInterface
  public interface Connections {
    /** Opens a connection for the handler, which closes it. */
    Connection open() throws SQLException;
  }

  /** The application's part of a transaction. */
  @FunctionalInterface
  public interface Effects {
    /**
     * Changes the database for a message; neither commits nor rolls back.
     *
     * @throws Exception if the transaction must be rolled back: the message is delivered again
     *     after a pause
     */
    void apply(Connection connection, Message message) throws Exception;
  }

  private final Connections connections;
  private final JdbcInbox inbox;
  private final Effects effects;

  private JdbcHandler(Connections connections, JdbcInbox inbox, Effects effects) {
    this.connections = connections;
    this.inbox = inbox;
    this.effects = effects;
  }

  /**
   * A handler whose inbox is in this table, which is created if missing.
   *
   * @throws SQLException from the database
   * @throws IllegalArgumentException if the table's name is not a plain identifier
   */
  public static JdbcHandler open(Connections connections, String table, Effects effects)
      throws SQLException {
    JdbcInbox inbox = new JdbcInbox(table);
    try (Connection connection = connections.open()) {
      inbox.createTable(connection);
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    }
    return new JdbcHandler(connections, inbox, effects);
  }

  /** The same with a data source. */
  public static JdbcHandler open(DataSource source, String table, Effects effects)
      throws SQLException {
    return open((Connections) source::getConnection, table, effects);
  }

  @Override
  public long processed(SessionId session, int stream) throws SQLException {
    try (Connection connection = connections.open()) {
      return inbox.processed(connection, session, stream);
    }
  }

  @Override
  public void ended(SessionId session) throws SQLException {
    try (Connection connection = connections.open()) {
      inbox.forget(connection, session);
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    }
  }

  @Override
  public void handle(List<Message> messages) throws Exception {
    try (Connection connection = connections.open()) {
      connection.setAutoCommit(false);
      try {
        for (Message message : messages) {
          if (inbox.advance(connection, message.id())) {
            effects.apply(connection, message);
          }
        }
        connection.commit();
      } catch (Exception | Error e) {
        try {
          connection.rollback();
        } catch (SQLException rollback) {
          e.addSuppressed(rollback);
        }
        throw e;
      }
    }
  }
}
