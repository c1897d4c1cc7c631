package dev.faultline.runtime.jdbc;

import dev.faultline.link.SessionId;
import dev.faultline.runtime.DeliveryId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * Remembers in one row for each stream, in the application's own database, the last message whose
 * effects are in that database. The row changes in the same transaction as the effects, so both are
 * there or neither: each message has its effects exactly once, whatever crashes. The link that
 * delivers must be {@code AT_LEAST_ONCE}; say the number to {@code processedElsewhere} when it
 * recovers, and call {@code processed} after the commit.
 *
 * <p>Works with any database that has standard SQL and primary keys. Thread-safe.
 */
public final class JdbcInbox {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,62}");
  private final String table;

  /**
   * An inbox in a table of this name.
   *
   * @throws IllegalArgumentException if the name is not a plain identifier
   */
  public JdbcInbox(String table) {
    if (!NAME.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "'" + table + "' is no table name: expected letters, digits and underscores");
    }
    this.table = table;
  }

  /** Makes the table if it is not there. */
  public void createTable(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS "
              + table
              + " (session CHAR(32) NOT NULL, stream INTEGER NOT NULL,"
              + " processed BIGINT NOT NULL, PRIMARY KEY (session, stream))");
    }
  }

  /**
   * To be called first in the transaction that makes a message's effects.
   *
   * @param connection with auto-commit off
   * @return false when the effects are there already, and must not be made again
   * @throws IllegalStateException if the connection commits each statement by itself, or if
   *     messages before this one are missing in the database, as after a backup was restored
   */
  public boolean advance(Connection connection, DeliveryId message) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalStateException(
          "auto-commit is on: the inbox row and the effects must be in one transaction; call setAutoCommit(false)");
    }
    long processed = locked(connection, message.session(), message.stream());
    long sequence = message.sequence();
    if (sequence <= processed) {
      return false;
    }
    if (sequence > processed + 1) {
      throw new IllegalStateException(
          "message %s follows message %d in table %s: the effects of those between are missing; was a backup restored?"
              .formatted(message, processed, table));
    }
    String sql =
        processed == 0
            ? "INSERT INTO " + table + " (processed, session, stream) VALUES (?, ?, ?)"
            : "UPDATE " + table + " SET processed = ? WHERE session = ? AND stream = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, sequence);
      statement.setString(2, message.session().toString());
      statement.setInt(3, message.stream());
      if (statement.executeUpdate() != 1) {
        throw new SQLException("the inbox row of " + message + " has gone from table " + table);
      }
    }
    return true;
  }

  /** The last message of a stream whose effects are in the database; 0 if none is. */
  public long processed(Connection connection, SessionId session, int stream) throws SQLException {
    return read(connection, session, stream, "");
  }

  /** The same, and nobody else changes it before this transaction ends. */
  private long locked(Connection connection, SessionId session, int stream) throws SQLException {
    return read(connection, session, stream, " FOR UPDATE");
  }

  private long read(Connection connection, SessionId session, int stream, String suffix)
      throws SQLException {
    String sql = "SELECT processed FROM " + table + " WHERE session = ? AND stream = ?" + suffix;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, session.toString());
      statement.setInt(2, stream);
      try (ResultSet found = statement.executeQuery()) {
        return found.next() ? found.getLong(1) : 0;
      }
    }
  }
}
